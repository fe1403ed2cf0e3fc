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

  Comparator<WaitingFile> comparator() {
    return switch (this) {
      case ARRIVAL ->
        Comparator.comparingLong(WaitingFile::arrived).thenComparing(WaitingFile::name);
      case NAME -> Comparator.comparing(WaitingFile::name);
      case SIZE -> Comparator.comparingLong(WaitingFile::bytes).thenComparing(WaitingFile::name);
    };
  }
}
