package io.parallelr.figures;

/// How many attempts took from so long to so long, or have been running for so long.
///
/// @param from milliseconds, included
/// @param to milliseconds, not included
/// @param cancelled how many were stopped so long after their start
public record Bin(
    long from,
    long to,
    long succeeded,
    long failed,
    long cancelled,
    long running) {

  /// How many there are in all.
  public long all() {
    return succeeded + failed + cancelled + running;
  }
}
