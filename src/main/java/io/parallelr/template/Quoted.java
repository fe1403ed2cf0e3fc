package io.parallelr.template;

import java.util.Locale;

/// Strings and characters as Go's source code writes them.
///
/// See [strconv.Quote](https://pkg.go.dev/strconv#Quote).
final class Quoted {
  private static final String ESCAPED = "\u0007\b\f\n\r\t\u000b\\";
  private static final String LETTERS = "abfnrtv\\";

  private Quoted() {}

  /// A string in double quotes.
  ///
  /// @param ascii whether other characters are escaped
  static String text(String text, boolean ascii) {
    var quoted = new StringBuilder("\"");
    text.codePoints().forEach(point -> escape(point, '"', ascii, quoted));
    return quoted.append('"').toString();
  }

  /// A character in single quotes.
  static String character(int point, boolean ascii) {
    var quoted = new StringBuilder("'");
    escape(point, '\'', ascii, quoted);
    return quoted.append('\'').toString();
  }

  private static void escape(int point, char quote, boolean ascii, StringBuilder quoted) {
    int letter = ESCAPED.indexOf(point);
    if (letter >= 0) {
      quoted.append('\\').append(LETTERS.charAt(letter));
    } else if (point == quote) {
      quoted.append('\\').append(quote);
    } else if (isPrintable(point) && (point < 0x80 || !ascii)) {
      quoted.appendCodePoint(point);
    } else {
      int code = Utf8.isByte(point) ? point & 0xff : point;
      var form = code < 0x20 || code == 0x7f || Utf8.isByte(point)
          ? "\\x%02x"
          : code < 0x10000
              ? "\\u%04x"
              : "\\U%08x";
      quoted.append(String.format(Locale.ROOT, form, code));
    }
  }

  /// Whether a character has a picture; of the spaces, only U+0020.
  static boolean isPrintable(int point) {
    return point == ' ' || switch (Character.getType(point)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE,
          Character.UNASSIGNED, Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
        false;
      default -> true;
    };
  }

  /// Whether back quotes can be around the text.
  static boolean canBeRaw(String text) {
    return text.codePoints()
        .allMatch(
            c -> c != '`' && c != 0x7f && c != 0xfeff && !isLone(c) && (c >= ' ' || c == '\t'));
  }

  private static boolean isLone(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
