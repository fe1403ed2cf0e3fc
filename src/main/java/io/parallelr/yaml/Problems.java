package io.parallelr.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects the problems of a file, so that all are reported at once.
@SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more library
public final class Problems {
  private final String file;
  private final boolean strict;
  private final List<Problem> found = new ArrayList<>();

  /// None yet.
  ///
  /// @param strict whether what is probably a mistake is an error
  public Problems(String file, boolean strict) {
    this.file = file;
    this.strict = strict;
  }

  /// The file, as it is shown to people.
  public String file() {
    return file;
  }

  /// Something for which the file cannot be used.
  public void error(Place place, String message, Object... values) {
    add(Problem.Severity.ERROR, place, message.formatted(values));
  }

  /// The text of a value or key is not what it must be.
  public void undecodable(Place place, String message, Object... values) {
    error(place, "decoding YAML: %s", message.formatted(values));
  }

  /// Something that the original accepts, but that is probably a mistake.
  public void doubt(Place place, String message, Object... values) {
    add(
        strict ? Problem.Severity.ERROR : Problem.Severity.WARNING,
        place,
        message.formatted(values));
  }

  private void add(Problem.Severity severity, Place place, String message) {
    var problem = new Problem(severity, file, place, message);
    if (!found.contains(problem)) { // an alias shows the same place twice
      found.add(problem);
    }
  }

  /// In the order of lines.
  public List<Problem> sorted() {
    return found.stream()
        .sorted(
            Comparator.<Problem>comparingInt(p -> p.place().line())
                .thenComparingInt(p -> p.place().column()))
        .toList();
  }
}
