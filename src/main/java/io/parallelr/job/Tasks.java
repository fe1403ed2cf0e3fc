package io.parallelr.job;

import io.parallelr.task.Input;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The steps that run: those that were given out as tasks, and orphans, which ran under an earlier
/// plan and are to be given out again.
final class Tasks {
  private final Outbox outbox;
  private final Map<Integer, Step> bySequence = new HashMap<>();
  private final SequencedMap<StepId, Step> orphans = new LinkedHashMap<>();
  private int lastSequence;

  Tasks(Outbox outbox) {
    this.outbox = outbox;
  }

  void addOrphan(Step step) {
    orphans.put(id(step), step);
  }

  /// Takes out an orphan that has not been given out again.
  Optional<Step> takeOrphan(StepId id) {
    return Optional.ofNullable(orphans.remove(id));
  }

  /// Gives out the next orphan, if there is one.
  Optional<Task> adopt() {
    return Optional.ofNullable(orphans.pollFirstEntry()).map(entry -> {
      var step = entry.getValue();
      int sequence = giveOut(step);
      outbox.tell(
          new JobEvent.StepAdopted(step.job().id(), step.name(), step.attempt(), sequence));
      if (step.intent().isPresent()) {
        outbox.cancel(sequence); // decided before it had a task
      }
      return task(step);
    });
  }

  /// Gives out a step that runs from now on.
  Task start(Step step) {
    int sequence = giveOut(step);
    outbox.tell(new JobEvent.StepStarted(step.job().id(), step.name(), step.attempt(), sequence));
    return task(step);
  }

  private int giveOut(Step step) {
    int sequence = nextSequence();
    step.giveOut(sequence);
    bySequence.put(sequence, step);
    return sequence;
  }

  private int nextSequence() {
    do {
      lastSequence = lastSequence == Integer.MAX_VALUE ? 1 : lastSequence + 1;
    } while (bySequence.containsKey(lastSequence));
    return lastSequence;
  }

  private static Task task(Step step) {
    var spec = step.spec();
    return new Task(
        step.sequence(),
        id(step).toString(),
        new Input.None(),
        List.of(spec.work().kind()),
        spec.setup().environment(),
        spec.terms().timeLimit(),
        Retries.NONE,
        step.attempt(),
        spec.setup().launch());
  }

  private static StepId id(Step step) {
    return new StepId(step.job().id(), step.name());
  }

  /// Takes back a task that has ended.
  ///
  /// @throws IllegalStateException if it was not given out
  Step takeBack(Task task) {
    var step = bySequence.remove(task.sequence());
    if (step == null || !task.name().equals(id(step).toString())) {
      throw new IllegalStateException(
          "a result of task %d (%s), which was not given out"
              .formatted(task.sequence(), task.name()));
    }
    return step;
  }

  Map<Integer, Step> bySequence() {
    return bySequence;
  }

  Collection<Step> orphans() {
    return orphans.values();
  }
}
