package io.parallelr.job;

/// Counts how often a step or a dependency was looked at: tests show with it that the time a graph
/// takes is in proportion to its size.
final class Effort {
  private long looks;

  void look() {
    looks++;
  }

  long looks() {
    return looks;
  }
}
