package io.parallelr.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Makes text of bytes that come in pieces. A character or a line break that is not complete is
/// kept for the next piece; what is not UTF-8 becomes U+FFFD. For one thread.
final class Utf8Chunks {
  private static final int LONGEST = 4;
  private byte[] rest = new byte[0];

  /// The text of the next piece.
  ///
  /// @param isLast whether no more comes
  String add(byte[] piece, boolean isLast) {
    var all = Arrays.copyOf(rest, rest.length + piece.length);
    System.arraycopy(piece, 0, all, rest.length, piece.length);
    int end = isLast ? all.length : end(all);
    rest = Arrays.copyOfRange(all, end, all.length);
    return new String(all, 0, end, UTF_8);
  }

  /// How many bytes are kept.
  int pending() {
    return rest.length;
  }

  private static int end(byte[] bytes) {
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\r') {
      return length - 1; // a line feed may follow
    }
    for (int back = 1; back <= Math.min(LONGEST, length); back++) {
      byte b = bytes[length - back];
      if ((b & 0xC0) != 0x80) { // not a continuation: the start of the last character
        return back < lengthFrom(b) ? length - back : length;
      }
    }
    return length;
  }

  /// The length of a character by its first byte.
  private static int lengthFrom(byte first) {
    if ((first & 0xE0) == 0xC0) {
      return 2;
    }
    if ((first & 0xF0) == 0xE0) {
      return 3;
    }
    return (first & 0xF8) == 0xF0 ? 4 : 1;
  }
}
