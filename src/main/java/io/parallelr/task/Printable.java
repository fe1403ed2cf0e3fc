package io.parallelr.task;

import java.util.Locale;

/// Shows text that may hold anything to people, on one line: file names, arguments and host names
/// may have line breaks in them, or sequences that drive a terminal.
///
/// For logs, screens and messages. JSON and CSV carry the text itself.
public final class Printable {
  private Printable() {}

  /// The text with everything that is not printed as itself written out: control characters (C0,
  /// DEL, C1) as `\n`, `\t` or `\x1b`; line separators and marks that turn the direction of text as
  /// `\u2028`; bytes that are not UTF-8 (U+DC80 to U+DCFF, PEP 383) as `\xfc`. A backslash stays as
  /// it is, so the result is for reading, not for parsing.
  public static String of(String text) {
    return isPlain(text) ? text : escaped(text);
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || (c >= 0x7f && (c <= 0x9f || c >= 0x200e))) {
        return false;
      }
    }
    return true;
  }

  private static String escaped(String text) {
    var shown = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(shown, c));
    return shown.toString();
  }

  private static void append(StringBuilder shown, int c) {
    switch (c) {
      case '\n' -> shown.append("\\n");
      case '\r' -> shown.append("\\r");
      case '\t' -> shown.append("\\t");
      default -> {
        if (Character.isISOControl(c)) {
          shown.append(String.format(Locale.ROOT, "\\x%02x", c));
        } else if (c >= 0xdc80 && c <= 0xdcff) { // one that is part of a pair comes with it
          shown.append(String.format(Locale.ROOT, "\\x%02x", c - 0xdc00));
        } else if (isInvisible(c)) {
          shown.append(String.format(Locale.ROOT, "\\u%04x", c));
        } else {
          shown.appendCodePoint(c);
        }
      }
    }
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      case Character.FORMAT -> c != 0x200c && c != 0x200d; // these join and part letters
      default -> false;
    };
  }
}
