package io.parallelr.flow;

import io.parallelr.task.Input;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Makes tasks of the commands of a flow, and knows which of them run.
final class Launches {
  private final Dialect dialect;
  private final Commands commands;
  private final Values values;
  private final FlowLog log;
  private final Map<Integer, Launched> running = new HashMap<>();
  private int sequence;

  /// A command that runs.
  record Launched(
      Step step,
      String label,
      Commands.Prepared prepared,
      Optional<Block.Attempt> attempt) {}

  Launches(Dialect dialect, Commands commands, Values values, FlowLog log) {
    this.dialect = dialect;
    this.commands = commands;
    this.values = values;
    this.log = log;
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  /// Makes the task of a command.
  ///
  /// @param delay before it is started
  Task launch(
      Step step,
      Step.Command command,
      String label,
      Optional<Block.Attempt> attempt,
      Duration delay)
      throws Commands.UnfitException {
    var prepared = commands.prepare(command, reference -> known(step, reference));
    log.info(
        "Task %s: Executing [%s]: %s".formatted(
            label,
            prepared.type(),
            String.join(" ", prepared.words())));
    var number = ++sequence;
    running.put(number, new Launched(step, label, prepared, attempt));
    return new Task(
        number,
        label,
        new Input.None(),
        prepared.words(),
        Map.of(),
        prepared.timeLimit(),
        Retries.noneAfter(delay),
        1);
  }

  /// Takes the command whose task has ended; empty if it is none of these.
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
