package io.parallelr.engine;

/// What the engines of a process share: its time, and the shortages of its machine.
///
/// @param ticker that the time of results goes by
/// @param time which stands still while all is stopped
/// @param tasksAtFirst how many tasks the machine is sure to have room for when a run begins
public record Conditions(Ticker ticker, Stopwatch time, Shortage shortage, int tasksAtFirst) {
  /// For a process that has just begun, on a machine without limits.
  public static Conditions fresh(Ticker ticker) {
    return fresh(ticker, Integer.MAX_VALUE);
  }

  /// For a process that has just begun.
  public static Conditions fresh(Ticker ticker, int tasksAtFirst) {
    var time = new Stopwatch(ticker);
    return new Conditions(ticker, time, new Shortage(time), tasksAtFirst);
  }
}
