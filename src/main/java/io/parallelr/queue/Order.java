package io.parallelr.queue;

import java.util.Comparator;

/// Which of the waiting files comes next.
public enum Order {
  /// The one that has waited longest.
  ARRIVAL,
  /// The first by name.
  NAME,
  /// The smallest.
  SIZE;

  Comparator<Waiting> comparator() {
    return switch (this) {
      case ARRIVAL -> Comparator.comparingLong(Waiting::arrived).thenComparing(Waiting::name);
      case NAME -> Comparator.comparing(Waiting::name);
      case SIZE -> Comparator.comparingLong(Waiting::bytes).thenComparing(Waiting::name);
    };
  }
}
