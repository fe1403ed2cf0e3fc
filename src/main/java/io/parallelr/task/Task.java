package io.parallelr.task;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One command to run, with everything it needs already decided.
///
/// @param sequence its number in the run, from 1; with it a task is named in files and variables
/// @param name unique within a run, as a user would call it
/// @param environment added to the supervisor's own, in the order given
/// @param command program and arguments; no shell is involved
/// @param timeLimit after which the command is killed; positive, [TimeLimit#NONE] for none
/// @param attempt counted from 1
/// @param launch how it is started and ended
public record Task(
    int sequence,
    String name,
    Input input,
    List<String> command,
    Map<String, String> environment,
    Duration timeLimit,
    Retries retries,
    int attempt,
    Launch launch) {
  /// Stands in a command for the number of the slot; no argument of a program has it.
  public static final String SLOT = "\0";

  /// A task that is started and ended as all others of its run.
  public Task(
      int sequence,
      String name,
      Input input,
      List<String> command,
      Map<String, String> environment,
      Duration timeLimit,
      Retries retries,
      int attempt) {
    this(
        sequence,
        name,
        input,
        command,
        environment,
        timeLimit,
        retries,
        attempt,
        Launch.USUAL);
  }

  public Task {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("task %s has no command".formatted(name));
    }
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException("task %s: time limit %s".formatted(name, timeLimit));
    }
  }

  /// How long to wait, once chosen, before it starts.
  public Duration delay() {
    return retries.before(attempt);
  }

  public boolean isLastAttempt() {
    return attempt > retries.count();
  }

  public Task nextAttempt() {
    return with(retries, attempt + 1);
  }

  /// The same task after attempts that were cut off by the death of their supervisor: they do not
  /// count against its retries.
  public Task after(int attempts) {
    return with(retries.more(attempts), attempt + attempts);
  }

  /// The same task with more variables; where it has one of the same name, its own holds.
  public Task within(Map<String, String> variables) {
    var all = new LinkedHashMap<>(variables);
    all.putAll(environment);
    return new Task(sequence, name, input, command, all, timeLimit, retries, attempt, launch);
  }

  /// The same task with another command.
  public Task running(List<String> words) {
    return shownAs(input, words, environment);
  }

  /// The same task with the slots that it has.
  ///
  /// @param slots the first, by whose number it goes, and the others
  public Task inSlots(List<Integer> slots) {
    var placed = inSlot(slots.getFirst());
    return launch.share().wanted() == 1
        ? placed
        : placed.launched(launch.withShare(launch.share().with(slots.subList(1, slots.size()))));
  }

  /// The same task with the number of the slot that it has.
  private Task inSlot(int slot) {
    return withSlot(Integer.toString(slot));
  }

  /// The same task as it is shown before it has a slot.
  public Task unplaced() {
    return withSlot("@SLOT@");
  }

  private Task withSlot(String text) {
    return waitsForSlot()
        ? running(command.stream().map(word -> word.replace(SLOT, text)).toList())
        : this;
  }

  /// Whether its command is not known before it has a slot.
  public boolean waitsForSlot() {
    for (var word : command) { // a stream takes several times as long
      if (word.contains(SLOT)) {
        return true;
      }
    }
    return false;
  }

  /// The same task as others are to see it.
  Task shownAs(Input newInput, List<String> words, Map<String, String> variables) {
    return new Task(sequence, name, newInput, words, variables, timeLimit, retries, attempt,
        launch);
  }

  private Task with(Retries newRetries, int newAttempt) {
    return new Task(
        sequence,
        name,
        input,
        command,
        environment,
        timeLimit,
        newRetries,
        newAttempt,
        launch);
  }

  /// The same task, started and ended in another way.
  public Task launched(Launch other) {
    return new Task(
        sequence,
        name,
        input,
        command,
        environment,
        timeLimit,
        retries,
        attempt,
        other);
  }
}
