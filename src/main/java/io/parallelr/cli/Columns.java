package io.parallelr.cli;

/// How much room text takes on a terminal.
final class Columns {
  private Columns() {}

  /// The text, cut so that it takes no more than so many columns.
  ///
  /// @param text without control characters
  static String fit(String text, int columns) {
    int used = 0;
    int end = 0; // behind the last character before which the mark of a cut has room
    for (int i = 0; i < text.length();) {
      int c = text.codePointAt(i);
      used += of(c);
      if (used > columns) {
        return text.substring(0, end) + "…";
      }
      i += Character.charCount(c);
      if (used < columns) {
        end = i;
      }
    }
    return text;
  }

  /// As wcwidth(3): marks take none, the scripts of East Asia and pictures two.
  static int of(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(c) ? 2 : 1;
    };
  }

  private static boolean isWide(int c) {
    return c >= 0x1100
        && (c <= 0x115f // Hangul Jamo
            || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) // CJK to Yi
            || (c >= 0xac00 && c <= 0xd7a3) // Hangul
            || (c >= 0xf900 && c <= 0xfaff) // CJK, compatibility
            || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60) // full width
            || (c >= 0xffe0 && c <= 0xffe6)
            || (c >= 0x1f300 && c <= 0x1faff) // pictures
            || (c >= 0x20000 && c <= 0x3fffd)); // CJK, extensions
  }
}
