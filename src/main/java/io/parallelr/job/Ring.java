package io.parallelr.job;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/// The jobs that could start a step, in the order of their turns: each may start one, and is then
/// the last.
final class Ring {
  private final SequencedSet<Job> jobs = new LinkedHashSet<>();

  /// Puts a job in its place, or takes it out. One that is in keeps its turn.
  void update(Job job) {
    if (job.mayStartStep()) {
      jobs.add(job);
    } else {
      jobs.remove(job);
    }
  }

  /// Takes out the one whose turn it is.
  Optional<Job> take() {
    return jobs.isEmpty() ? Optional.empty() : Optional.of(jobs.removeFirst());
  }

  boolean contains(Job job) {
    return jobs.contains(job);
  }

  int count() {
    return jobs.size();
  }
}
