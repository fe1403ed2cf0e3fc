package io.parallelr.task;

/// The word that stands for an outcome in files and on the screen.
public enum Status {
  /// Ended with exit code 0.
  SUCCESS,
  /// Ended with another exit code, by a signal, or for using too much memory.
  FAILED,
  /// Killed at its time limit.
  TIMEOUT,
  /// Could not be started, or was lost sight of.
  ERROR,
  /// Stopped together with the run.
  CANCELLED,
  /// Not run, as it has a result from an earlier run.
  SKIPPED
}
