package io.parallelr.job;

/// Where a job stands. [Transitions] has what may follow what.
public enum JobState {
  /// In its lane: for a free place, or for its time, or it is held.
  WAITING,
  /// Its steps run, or may.
  RUNNING,
  /// All its steps have ended, it has failed, and its handler runs, or may.
  HANDLING,
  /// Over, with a [Verdict].
  ENDED
}
