package io.parallelr.job;

import io.parallelr.task.Outcome;
import java.time.Duration;

/// How a step ended: one case per ending, with the facts only that ending has.
public sealed interface StepEnd {

  /// It ran, and exited with 0.
  record Succeeded() implements StepEnd {}

  /// It ran to an end of its own that is no success.
  record Failed(Outcome outcome) implements StepEnd {}

  /// It was ended as its time was used up, or that of its job.
  ///
  /// @param limit the one that was reached
  record TimedOut(Duration limit, boolean ofJob) implements StepEnd {}

  /// It was ended, or a user did not let it start.
  record Killed(Intent by) implements StepEnd {}

  /// It could not be run.
  ///
  /// @param reason as a sentence without its full stop
  record NotRun(String reason) implements StepEnd {}

  /// It has run, but nobody knows how it ended.
  ///
  /// @param reason as a sentence without its full stop
  record Lost(String reason) implements StepEnd {}

  /// It was passed over.
  ///
  /// @param byRule whether its rule said so; else it is disabled
  record Skipped(boolean byRule) implements StepEnd {}

  /// Its rule did not let it run.
  record Blocked() implements StepEnd {}

  /// It was not run, as a step it depends on was not done.
  record Unreached(String dependency) implements StepEnd {}

  /// It had not started when its job was stopped.
  record Canceled() implements StepEnd {}

  /// The state it is in then.
  default StepState state() {
    return switch (this) {
      case Succeeded _ -> StepState.SUCCEEDED;
      case Failed _ -> StepState.FAILED;
      case TimedOut _ -> StepState.TIMED_OUT;
      case Killed _ -> StepState.KILLED;
      case NotRun _ -> StepState.NOT_RUN;
      case Lost _ -> StepState.LOST;
      case Skipped _ -> StepState.SKIPPED;
      case Blocked _ -> StepState.BLOCKED;
      case Unreached _ -> StepState.UNREACHED;
      case Canceled _ -> StepState.CANCELED;
    };
  }

  /// Whether what depends on the step may run.
  ///
  /// @param soft whether failures of the step itself do not count
  default boolean isDone(boolean soft) {
    return switch (this) {
      case Succeeded _,Skipped _ -> true;
      case Failed _ -> soft;
      case TimedOut(_, var ofJob) -> soft && !ofJob;
      case Killed _,NotRun _,Lost _,Blocked _,Unreached _,Canceled _ -> false;
    };
  }

  /// Whether it makes the job fail. What the end of the job has done to the step does not.
  ///
  /// @param soft whether failures of the step itself do not count
  default boolean isFailure(boolean soft) {
    return switch (this) {
      case NotRun _,Lost _ -> true;
      case Failed _ -> !soft;
      case TimedOut(_, var ofJob) -> !soft && !ofJob;
      case Killed(var by) -> by == Intent.KILL;
      case Succeeded _,Skipped _,Blocked _,Unreached _,Canceled _ -> false;
    };
  }

  /// The end of a step whose task has ended by itself.
  static StepEnd of(Outcome outcome) {
    return switch (outcome.ofCommand()) {
      case Outcome.Exited(var code) when code == 0 -> new Succeeded();
      case Outcome.Exited _,Outcome.Signalled _,Outcome.Threw _,Outcome.OutOfMemory _,Outcome.TooMuchOutput _ ->
        new Failed(outcome);
      case Outcome.TimedOut(var limit) -> new TimedOut(limit, false);
      case Outcome.NotStarted(var reason) -> new NotRun(reason);
      case Outcome.Lost(var reason) -> new Lost(reason);
      case Outcome.Cancelled _ -> new Killed(Intent.SHUTDOWN);
      case Outcome.StillRuns _ -> new Lost("a process that was given up was given up again");
      case Outcome.Skipped _ -> new NotRun("it was skipped by what runs the tasks");
    };
  }

  /// The end of a step that was to be ended, whatever its process has answered.
  ///
  /// @param jobLimit the time limit of its job
  static StepEnd of(Intent intent, Duration jobLimit) {
    return switch (intent) {
      case TIME_LIMIT -> new TimedOut(jobLimit, true);
      case KILL, CANCEL, REPLACE, FAILURE, SHUTDOWN, RESTART, RESTORE -> new Killed(intent);
    };
  }
}
