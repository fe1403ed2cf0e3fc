package io.parallelr.task;

/// What a run has come to so far, counting the final result of each task.
///
/// @param failed ended with [Status#FAILED]
/// @param skipped not run, as an earlier run has done so
/// @param skippedFailures how many of those had not succeeded then
/// @param failuresInARow how many of the latest results were no success
public record RunSummary(
    int succeeded,
    int failed,
    int timedOut,
    int errors,
    int cancelled,
    int skipped,
    int skippedFailures,
    int failuresInARow) {
  public static final RunSummary EMPTY = new RunSummary(0, 0, 0, 0, 0, 0, 0, 0);

  public RunSummary plus(TaskResult result) {
    return switch (result.outcome()) {
      case Outcome.Skipped(var earlier) -> plusSkipped(earlier.status() == Status.SUCCESS ? 0 : 1);
      default -> plus(result.status());
    };
  }

  private RunSummary plus(Status status) {
    return switch (status) {
      case SUCCESS -> with(succeeded + 1, failed, timedOut, errors, cancelled, 0);
      case FAILED -> with(succeeded, failed + 1, timedOut, errors, cancelled, failuresInARow + 1);
      case TIMEOUT -> with(succeeded, failed, timedOut + 1, errors, cancelled, failuresInARow + 1);
      case ERROR -> with(succeeded, failed, timedOut, errors + 1, cancelled, failuresInARow + 1);
      case CANCELLED -> with(succeeded, failed, timedOut, errors, cancelled + 1, failuresInARow);
      case SKIPPED -> plusSkipped(0);
    };
  }

  private RunSummary with(
      int nowSucceeded,
      int nowFailed,
      int nowTimedOut,
      int nowErrors,
      int nowCancelled,
      int nowInARow) {
    return new RunSummary(
        nowSucceeded,
        nowFailed,
        nowTimedOut,
        nowErrors,
        nowCancelled,
        skipped,
        skippedFailures,
        nowInARow);
  }

  private RunSummary plusSkipped(int failures) {
    return new RunSummary(
        succeeded,
        failed,
        timedOut,
        errors,
        cancelled,
        skipped + 1,
        skippedFailures + failures,
        failuresInARow);
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
    return completed() + cancelled + skipped;
  }

  /// Whether so many tasks have succeeded, now or in an earlier run.
  public boolean allSucceeded(int tasks) {
    return succeeded + skipped - skippedFailures == tasks;
  }
}
