package io.parallelr.flowfile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Collects problems, so that all are reported at once.
@SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more library
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void error(Place place, String message, Object... values) {
    add(Problem.Severity.ERROR, place, message.formatted(values));
  }

  void warning(Place place, String message, Object... values) {
    add(Problem.Severity.WARNING, place, message.formatted(values));
  }

  private void add(Problem.Severity severity, Place place, String message) {
    var problem = Problem.of(severity, place, message);
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  /// In the order of lines.
  List<Problem> sorted() {
    return sorted(found, List.of());
  }

  static List<Problem> sorted(List<Problem> some, List<Problem> others) {
    return Stream.concat(some.stream(), others.stream())
        .distinct()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }
}
