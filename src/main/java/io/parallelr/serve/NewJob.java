package io.parallelr.serve;

import io.parallelr.job.JobSpec;
import io.parallelr.store.JobHead;
import io.parallelr.task.TimeLimit;
import java.time.Duration;

/// A job that is to be accepted.
///
/// @param delay how long it waits at least
public record NewJob(JobHead head, JobSpec spec, Duration delay) {
  public NewJob {
    delay = TimeLimit.capped(delay);
  }
}
