package io.parallelr.task;

/// What a run has come to so far, counting the final result of each task.
///
/// @param failed ended with [Status#FAILED]
/// @param failuresInARow how many of the latest results were no success
public record RunSummary(
    int succeeded,
    int failed,
    int timedOut,
    int errors,
    int cancelled,
    int failuresInARow) {
  public static final RunSummary EMPTY = new RunSummary(0, 0, 0, 0, 0, 0);

  public RunSummary plus(TaskResult result) {
    int inARow = failuresInARow + 1;
    return switch (result.status()) {
      case SUCCESS -> new RunSummary(succeeded + 1, failed, timedOut, errors, cancelled, 0);
      case FAILED -> new RunSummary(succeeded, failed + 1, timedOut, errors, cancelled, inARow);
      case TIMEOUT -> new RunSummary(succeeded, failed, timedOut + 1, errors, cancelled, inARow);
      case ERROR -> new RunSummary(succeeded, failed, timedOut, errors + 1, cancelled, inARow);
      case CANCELLED -> new RunSummary(
          succeeded,
          failed,
          timedOut,
          errors,
          cancelled + 1,
          failuresInARow);
    };
  }

  /// How many ran to an end of their own without success.
  public int failures() {
    return failed + timedOut + errors;
  }

  /// How many ran to an end of their own.
  public int completed() {
    return succeeded + failures();
  }

  public int total() {
    return completed() + cancelled;
  }
}
