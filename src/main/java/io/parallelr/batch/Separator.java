package io.parallelr.batch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What stands between the arguments of a line.
public enum Separator {
  SPACE(" +"), WHITESPACE("\\s+"), TAB("\t+"), COMMA(","), SEMICOLON(";"), PIPE("\\|"), COLON(":");

  private final Pattern pattern;

  Separator(String pattern) {
    this.pattern = Pattern.compile(pattern);
  }

  /// The separator that users call so.
  ///
  /// @throws InputException listing the names there are
  public static Separator named(String name) throws InputException {
    for (var separator : values()) {
      if (separator.label().equals(name.toLowerCase(Locale.ROOT))) {
        return separator;
      }
    }
    throw new InputException(
        "unknown separator '%s'; use one of %s".formatted(
            name,
            Arrays.stream(values()).map(Separator::label).collect(Collectors.joining(", "))));
  }

  /// What users call it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The parts of a line, trimmed, without those that are empty.
  List<String> split(String line) {
    return pattern.splitAsStream(line).map(String::strip).filter(p -> !p.isEmpty()).toList();
  }
}
