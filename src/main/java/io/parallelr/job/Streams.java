package io.parallelr.job;

/// Where a step prints to.
public enum Streams {
  /// Standard output and standard error have a file each.
  APART,
  /// Both go to one file, in the order in which they were written.
  TOGETHER
}
