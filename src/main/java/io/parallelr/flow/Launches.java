package io.parallelr.flow;
import io.parallelr.batch.ShellWords;
import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.InvalidValueException;
import io.parallelr.flowfile.Reference;
import io.parallelr.flowfile.Step;
import io.parallelr.task.Input;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Makes tasks for the commands of a flow, and knows which of them run.
final class Launches {
  private final Dialect dialect;
  private final Commands commands;
  private final VariableValues values;
  private final FlowLog log;
  private final Map<Integer, Launched> running = new ConcurrentHashMap<>();
  private int sequence;

  /// A command that was given out to be run.
  ///
  /// @param delay before it starts
  record Launched(
      Step step,
      String label,
      Commands.Prepared prepared,
      Optional<Block.Attempt> attempt,
      Duration delay) {

    Executed executed(TaskResult result) {
      return new Executed(
          step.id(),
          label,
          prepared.hostname(),
          prepared.command(),
          result.started(),
          result.elapsed());
    }
  }

  Launches(Dialect dialect, Commands commands, VariableValues values, FlowLog log) {
    this.dialect = dialect;
    this.commands = commands;
    this.values = values;
    this.log = log;
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  /// Makes the task for a command.
  ///
  /// @param delay before it is started
  Task launch(
      Step step,
      Step.Command command,
      String label,
      Optional<Block.Attempt> attempt,
      Duration delay)
      throws InvalidValueException {
    var prepared = commands.prepare(command, reference -> known(step, reference));
    var number = ++sequence;
    var launched = new Launched(step, label, prepared, attempt, delay);
    log.debug(
        "Task %s: command line %s, time limit %d s%s".formatted(
            label,
            ShellWords.show(prepared.words()),
            prepared.timeLimit().toSeconds(),
            delay.isZero() ? "" : ", starts in %.3f s".formatted(delay.toMillis() / 1000.0)));
    running.put(number, launched);
    if (delay.isZero()) {
      logStart(launched);
    }
    return new Task(
        number,
        label,
        new Input.None(),
        prepared.commandLine(),
        Map.of(),
        prepared.timeLimit(),
        Retries.noneAfter(delay),
        1);
  }

  /// Logs the start of a task that had to wait for it; the others were logged when they were made.
  /// May be called by any thread.
  void started(Task task) {
    var launched = running.get(task.sequence());
    if (launched != null && !launched.delay().isZero()) {
      logStart(launched);
    }
  }

  private void logStart(Launched launched) {
    log.info(
        "Task %s: Executing [%s]: %s".formatted(
            launched.label(),
            launched.prepared().type(),
            String.join(" ", launched.prepared().words())));
  }

  /// The labels of those that were made and have not ended.
  List<String> labels() {
    return running.values().stream().map(Launched::label).toList();
  }

  /// Removes and returns the command of a task that has ended; empty if it was not made here.
  Optional<Launched> ended(int task) {
    return Optional.ofNullable(running.remove(task));
  }

  private Optional<String> known(Step step, Reference reference) {
    var value = switch (reference) {
      case Reference.Self() -> Optional.of(Integer.toString(step.id()));
      case Reference.Global _,Reference.OfTask _ -> values.of(reference);
    };
    return value.isEmpty() && dialect.lenient()
        && reference instanceof Reference.OfTask ofTask
            ? Optional.of(ofTask.source())
            : value;
  }

}
