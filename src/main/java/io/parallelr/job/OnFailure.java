package io.parallelr.job;

/// What the failure of a step means for the rest of its job.
public enum OnFailure {
  /// The job ends: what runs is ended, and nothing more is started.
  STOP_JOB,
  /// Only the steps that depend on the failed one do not run.
  STOP_BRANCH
}
