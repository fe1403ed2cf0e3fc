package io.parallelr.flow;

import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// How a command of a test ends.
record CommandResult(Outcome outcome, String stdout, String stderr) {
  static CommandResult exit(int code) {
    return exit(code, "", "");
  }

  static CommandResult exit(int code, String stdout, String stderr) {
    return new CommandResult(new Outcome.Exited(code), stdout, stderr);
  }

  static CommandResult printing(String stdout) {
    return exit(0, stdout, "");
  }

  static CommandResult timedOut(String stdout) {
    return new CommandResult(new Outcome.TimedOut(Duration.ofSeconds(5)), stdout, "");
  }

  TaskResult of(Task task) {
    return new TaskResult(
        task,
        1,
        Instant.EPOCH,
        0,
        Duration.ofMillis(1),
        5,
        outcome,
        output(stdout),
        output(stderr),
        Usage.NONE);
  }

  private static Output output(String text) {
    return new Output(text, false, Path.of("/x"), text.length());
  }
}
