package io.parallelr.serve;

import io.parallelr.job.StepId;
import io.parallelr.local.Orphan;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Steps that ran when an earlier server ended, until they are given out again: either their
/// processes still run, or nobody knows how they ended. For any threads.
final class Adoptable {
  private final Map<StepId, Optional<Orphan>> steps = new ConcurrentHashMap<>();

  Adoptable(Map<StepId, Orphan> orphans, Set<StepId> unknown) {
    orphans.forEach((step, orphan) -> steps.put(step, Optional.of(orphan)));
    unknown.forEach(step -> steps.put(step, Optional.empty()));
  }

  static Adoptable none() {
    return new Adoptable(Map.of(), Set.of());
  }

  int size() {
    return steps.size();
  }

  /// What is done with a step, by its process; empty if it has none any more.
  interface Taken<T> {
    T with(Optional<Orphan> orphan);
  }

  /// Takes a step out for an attempt; it stays if that is not begun.
  ///
  /// @param ifThere what is done with one of these
  /// @param otherwise with any other
  <T> T take(StepId step, Taken<T> ifThere, Supplier<T> otherwise) {
    var found = steps.remove(step);
    if (found == null) {
      return otherwise.get();
    }
    try {
      return ifThere.with(found);
    } catch (RuntimeException e) {
      steps.put(step, found); // it still runs, and is not to be run again beside that
      throw e;
    }
  }
}
