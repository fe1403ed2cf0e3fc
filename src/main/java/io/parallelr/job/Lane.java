package io.parallelr.job;

/// Where jobs wait until they may start.
///
/// @param concurrency how many of its jobs run at once; it counts jobs, not processes
/// @param admission what happens to a job that cannot start at once
public record Lane(String name, int concurrency, Admission admission) {

  public Lane {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "lane %s: concurrency %d is not positive".formatted(name, concurrency));
    }
  }

  /// The same lane for another number of jobs at once.
  public Lane resize(int newConcurrency) {
    return new Lane(name, newConcurrency, admission);
  }
}
