package io.parallelr.batch;

import java.util.Arrays;
import java.util.stream.Collectors;

/// A part of a path, by its text alone.
enum PathPart {
  /// Behind the last slash.
  NAME,
  /// The name without its last extension.
  STEM,
  /// What is before the name; a dot if nothing is.
  DIR,
  /// The last extension, without its dot; empty if the name has none.
  EXT;

  /// The names of all, as alternatives of a pattern.
  static String alternatives() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining("|"));
  }

  String of(String given) {
    var path = withoutSlashes(given);
    int slash = path.lastIndexOf('/');
    var name = path.equals("/") ? path : path.substring(slash + 1);
    int dot = name.lastIndexOf('.');
    return switch (this) {
      case NAME -> name;
      case STEM -> dot > 0 ? name.substring(0, dot) : name;
      case EXT -> dot > 0 ? name.substring(dot + 1) : "";
      case DIR -> slash < 0 ? "." : withoutSlashes(path.substring(0, slash + 1));
    };
  }

  /// Those at its end do not count; the root is one.
  private static String withoutSlashes(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }
}
