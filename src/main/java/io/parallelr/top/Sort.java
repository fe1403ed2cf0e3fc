package io.parallelr.top;

import java.util.Comparator;
import java.util.Locale;

/// The order in which tasks are shown.
enum Sort {
  SLOT(Comparator.comparingInt(TaskRow::slot)),
  /// The one that has run longest first.
  TIME(Comparator.comparing(TaskRow::age).reversed()),
  /// The one that uses most first.
  CPU(Comparator.comparingDouble(TaskRow::cpuPercent).reversed()),
  /// The same.
  MEMORY(Comparator.comparingLong(TaskRow::bytes).reversed()), NAME(
      Comparator.comparing(TaskRow::name));

  private final Comparator<TaskRow> order;

  Sort(Comparator<TaskRow> order) {
    this.order = order.thenComparingInt(TaskRow::slot);
  }

  Comparator<TaskRow> order() {
    return order;
  }

  Sort next() {
    return values()[(ordinal() + 1) % values().length];
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
