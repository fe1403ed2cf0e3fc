package io.parallelr.engine;

/// What the engines of a process share: its time, and what is said of a machine that lacks
/// something.
///
/// @param tasksAtFirst how many tasks the machine is sure to have room for when a run begins
public record Conditions(Stopwatch time, Shortage shortage, int tasksAtFirst) {
  /// For a process that has just begun, on a machine without limits.
  public static Conditions fresh() {
    return fresh(Integer.MAX_VALUE);
  }

  /// For a process that has just begun.
  public static Conditions fresh(int tasksAtFirst) {
    var time = new Stopwatch();
    return new Conditions(time, new Shortage(time), tasksAtFirst);
  }
}
