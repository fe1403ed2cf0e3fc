package io.parallelr.job;

/// What a command to a job or a step has led to.
public enum CommandReply {
  /// It is done, or will be: what runs is being ended.
  DONE,
  /// It was so already.
  UNCHANGED,
  /// It cannot be done any more: it runs, or it is over.
  TOO_LATE,
  /// There is no such job among the live ones, or no such step in it.
  UNKNOWN
}
