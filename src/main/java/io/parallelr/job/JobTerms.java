package io.parallelr.job;

import io.parallelr.task.TimeLimit;
import java.time.Duration;

/// The conditions on which a job is run.
///
/// @param timeLimit from its start, by the clock; the time for which it is held does not count;
///   [TimeLimit#NONE] for none
/// @param maxParallel how many of its steps run at once; [#UNLIMITED] for all that can
public record JobTerms(OnFailure onFailure, Duration timeLimit, int maxParallel) {
  /// As many steps as can.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /// Stops at the first failure, and has no limits.
  public static final JobTerms DEFAULT =
      new JobTerms(OnFailure.STOP_JOB, TimeLimit.NONE, UNLIMITED);

  public JobTerms {
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException("the time limit of a job is not positive: " + timeLimit);
    }
    if (maxParallel < 1) {
      throw new IllegalArgumentException(
          "steps at once: %d is not positive".formatted(maxParallel));
    }
    timeLimit = TimeLimit.capped(timeLimit);
  }
}
