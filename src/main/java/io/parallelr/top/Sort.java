package io.parallelr.top;

import java.util.Comparator;
import java.util.Locale;

/// The order in which tasks are shown.
enum Sort {
  SLOT,
  /// The one that has run longest first.
  TIME,
  /// The one that uses most first.
  CPU,
  /// The same.
  MEMORY, NAME;

  Comparator<TaskRow> order() {
    var order = switch (this) {
      case SLOT -> Comparator.comparingInt(TaskRow::slot);
      case TIME -> Comparator.comparing(TaskRow::age).reversed();
      case CPU -> Comparator.comparingDouble(TaskRow::cpuPercent).reversed();
      case MEMORY -> Comparator.comparingLong(TaskRow::bytes).reversed();
      case NAME -> Comparator.comparing(TaskRow::name);
    };
    return order.thenComparingInt(TaskRow::slot);
  }

  /// The one that comes after this when the user goes through them.
  Sort next() {
    return switch (this) {
      case SLOT -> TIME;
      case TIME -> CPU;
      case CPU -> MEMORY;
      case MEMORY -> NAME;
      case NAME -> SLOT;
    };
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
