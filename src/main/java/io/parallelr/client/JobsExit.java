package io.parallelr.client;

/// The exit statuses of the client that say how a job ended.
final class JobsExit {
  /// The job failed, but not by the exit status of a task.
  static final int FAILED = 1;
  /// The queue of the pipeline is full; as EX_TEMPFAIL of sysexits.h.
  static final int REFUSED = 75;
  static final int CANCELED = 123;
  /// As timeout(1) has it.
  static final int TIMED_OUT = 124;
  static final int LOST = 125;
  static final int INTERRUPTED = 130;

  private static final int LARGEST = 255;

  private JobsExit() {}

  /// The exit status for a job that has ended.
  static int of(JobView job) {
    return switch (job.status()) {
      case "succeeded" -> 0;
      case "canceled" -> CANCELED;
      case "timed_out" -> TIMED_OUT;
      case "lost" -> LOST;
      default -> job.failedCode()
          .filter(code -> code > 0 && code <= LARGEST)
          .map(Long::intValue)
          .orElse(FAILED);
    };
  }
}
