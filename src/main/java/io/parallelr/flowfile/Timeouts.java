package io.parallelr.flowfile;

/// The range of time limits of tasks, in seconds.
public final class Timeouts {
  public static final int LEAST = 5;
  public static final int MOST = 1000;

  private Timeouts() {}

  /// The nearest number of seconds in the range.
  public static int clamp(int seconds) {
    return Math.clamp(seconds, LEAST, MOST);
  }
}
