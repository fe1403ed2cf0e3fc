package io.parallelr.serve;

import io.parallelr.job.StepEnd;
import io.parallelr.task.Outcome;

/// How a step has ended, in the words and codes that tasks of steps have for it.
///
/// @param state `stopped` for what has worked, `failed`, `skipped`, `blocked`, or `pending` for what
///   did not come to run
/// @param code its exit code, or one of the negative ones
public record StepFacts(String state, int code) {
  public static final int SIGNALLED = -1;
  public static final int SKIPPED = -2;
  public static final int BLOCKED = -3;
  public static final int KILLED = -997;
  public static final int TIMED_OUT = -998;
  public static final int NOT_RUN = -999;
  private static final String STOPPED = "stopped";
  private static final String FAILED = "failed";

  /// The facts of a step that has ended.
  public static StepFacts of(StepEnd end) {
    return switch (end) {
      case StepEnd.Succeeded _ -> new StepFacts(STOPPED, 0);
      case StepEnd.Failed(var outcome) -> new StepFacts(FAILED, code(outcome));
      case StepEnd.TimedOut _ -> new StepFacts(FAILED, TIMED_OUT);
      case StepEnd.Killed _ -> new StepFacts(FAILED, KILLED);
      case StepEnd.NotRun _,StepEnd.Lost _ -> new StepFacts(FAILED, NOT_RUN);
      case StepEnd.Skipped(var byRule) -> byRule
          ? new StepFacts("skipped", SKIPPED)
          : new StepFacts(STOPPED, 0);
      case StepEnd.Blocked _ -> new StepFacts("blocked", BLOCKED);
      case StepEnd.Unreached _,StepEnd.Canceled _ -> new StepFacts("pending", 0);
    };
  }

  private static int code(Outcome outcome) {
    return outcome.ofCommand() instanceof Outcome.Exited(var code) ? code : SIGNALLED;
  }
}
