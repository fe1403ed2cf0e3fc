package io.parallelr.serve;

import io.parallelr.job.StepEnd;
import io.parallelr.task.Outcome;
import io.parallelr.task.TimeLimit;
import java.util.Optional;

/// The exit code and the error of a step that has ended.
public final class StepResult {
  /// The code of a step that has none.
  public static final int NO_CODE = -1;

  private StepResult() {}

  /// The exit code: that of the command, 128 and the number of the signal that it died of, or
  /// [#NO_CODE].
  public static int code(StepEnd end) {
    return switch (end) {
      case StepEnd.Succeeded _,StepEnd.Skipped _ -> 0;
      case StepEnd.Failed(var outcome) -> code(outcome);
      default -> NO_CODE;
    };
  }

  private static int code(Outcome outcome) {
    return switch (outcome.ofCommand()) {
      case Outcome.Exited(var code) -> code;
      case Outcome.Signalled(var signal) -> signal.shellStatus();
      default -> NO_CODE;
    };
  }

  /// The error of a step that has failed; empty if it has not, whatever was done to it.
  public static Optional<String> error(StepEnd end) {
    return switch (end) {
      case StepEnd.Failed(var outcome) -> Optional.of(error(outcome));
      case StepEnd.TimedOut(var limit, var ofJob) -> Optional.of(
          (ofJob ? "the job has reached its " : "the task has reached its ")
              + TimeLimit.describe(limit));
      case StepEnd.NotRun(var reason) -> Optional.of(reason);
      case StepEnd.Lost(var reason) -> Optional.of(reason);
      default -> Optional.empty();
    };
  }

  private static String error(Outcome outcome) {
    return switch (outcome.ofCommand()) {
      case Outcome.Exited(var code) -> "exit status " + code;
      case Outcome.Signalled(var signal) ->
        "exit status %d (%s)".formatted(signal.shellStatus(), signal.name());
      case Outcome.Threw(var error) -> error;
      case Outcome.OutOfMemory _ -> "out of memory";
      case Outcome.NotStarted(var reason) -> reason;
      case Outcome.Lost(var reason) -> reason;
      default -> outcome.status().name();
    };
  }
}
