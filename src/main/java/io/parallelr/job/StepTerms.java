package io.parallelr.job;

import io.parallelr.task.Retries;
import io.parallelr.task.TimeLimit;
import java.time.Duration;

/// The conditions on which a step is run.
///
/// @param soft whether its failure, or running out of its time, does not fail the job: what depends
///   on it runs. Whatever could not be started, was killed or was lost does fail
/// @param timeLimit of each attempt; [TimeLimit#NONE] for none
public record StepTerms(Gate gate, boolean soft, Retries retries, Duration timeLimit) {

  /// Runs once, for as long as it takes.
  public static final StepTerms DEFAULT =
      new StepTerms(new Gate.Open(), false, Retries.NONE, TimeLimit.NONE);

  public StepTerms {
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException("the time limit of a step is not positive: " + timeLimit);
    }
    if (!retries.firstDelay().isZero()) {
      throw new IllegalArgumentException("a step has no delay before its first attempt");
    }
    timeLimit = TimeLimit.capped(timeLimit);
  }
}
