package io.parallelr.job;

/// Where a step stands. [Transitions] has what may follow what.
public enum StepState {
  /// Waits for its dependencies, for its time, or it is held.
  PENDING,
  /// May be given out.
  READY,
  /// Was given out as a task.
  RUNNING,
  /// See [StepEnd.Succeeded].
  SUCCEEDED,
  /// See [StepEnd.Failed].
  FAILED,
  /// See [StepEnd.TimedOut].
  TIMED_OUT,
  /// See [StepEnd.Killed].
  KILLED,
  /// See [StepEnd.NotRun].
  NOT_RUN,
  /// See [StepEnd.Lost].
  LOST,
  /// See [StepEnd.Skipped].
  SKIPPED,
  /// See [StepEnd.Blocked].
  BLOCKED,
  /// See [StepEnd.Unreached].
  UNREACHED,
  /// See [StepEnd.Canceled].
  CANCELED;

  /// Whether nothing more happens to it.
  public boolean isOver() {
    return compareTo(RUNNING) > 0;
  }
}
