package io.parallelr.template;

import java.util.OptionalInt;

/// Strings seen as their bytes in UTF-8, which is how Go counts, cuts and orders them. A lone
/// surrogate from U+DC80 to U+DCFF stands for one byte that is not part of a character.
final class Utf8 {
  private Utf8() {}

  static int length(String text) {
    return text.codePoints().map(Utf8::size).sum();
  }

  private static int size(int point) {
    if (point < 0x80 || isByte(point)) {
      return 1;
    }
    return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  /// Whether a code point stands for a byte that is not part of a character.
  static boolean isByte(int point) {
    return point >= 0xdc80 && point <= 0xdcff;
  }

  static byte[] bytes(String text) {
    var bytes = new byte[length(text)];
    int at = 0;
    for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
      int point = text.codePointAt(i);
      int size = size(point);
      if (size == 1) {
        bytes[at++] = (byte) point;
        continue;
      }
      int last = 6 * (size - 1);
      bytes[at++] = (byte) ((0xf00 >> size) | (point >> last));
      for (int shift = last - 6; shift >= 0; shift -= 6) {
        bytes[at++] = (byte) (0x80 | ((point >> shift) & 0x3f));
      }
    }
    return bytes;
  }

  /// The index of the character that begins at a byte; empty if none begins there.
  ///
  /// @param position of the byte, at most the length
  static OptionalInt index(String text, int position) {
    int bytes = 0;
    int i = 0;
    while (bytes < position) {
      int point = text.codePointAt(i);
      bytes += size(point);
      i += Character.charCount(point);
    }
    return bytes == position ? OptionalInt.of(i) : OptionalInt.empty();
  }

  /// Orders by code points; [String#compareTo] orders by the units of UTF-16.
  static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return Character.isSurrogate(a) == Character.isSurrogate(b)
            ? Character.compare(a, b)
            : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
