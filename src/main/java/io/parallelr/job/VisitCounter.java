package io.parallelr.job;

/// Counts how often a job, a step or a dependency was looked at: tests show with it that the time
/// is in proportion to the size of a graph, and to the jobs that run.
final class VisitCounter {
  private long looks;

  void look() {
    looks++;
  }

  long looks() {
    return looks;
  }
}
