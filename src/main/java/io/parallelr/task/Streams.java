package io.parallelr.task;

/// Where standard output and standard error of a task go.
public enum Streams {
  /// Each into a file of its own.
  APART,
  /// Both into one file, in the order in which they are written; it counts as standard output.
  TOGETHER
}
