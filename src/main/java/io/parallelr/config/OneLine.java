package io.parallelr.config;

import java.util.Locale;

/// Shows text that may hold anything on one line: names and values of users have line breaks in
/// them, or what would change a terminal.
public final class OneLine {
  private OneLine() {}

  /// The text, with control characters as a HOCON string writes them.
  public static String of(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    var line = new StringBuilder();
    text.chars()
        .forEach(
            c -> line.append(
                Character.isISOControl(c)
                    ? String.format(Locale.ROOT, "\\u%04x", c)
                    : Character.toString(c)));
    return line.toString();
  }
}
