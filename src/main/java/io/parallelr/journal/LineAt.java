package io.parallelr.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;

/// The line that begins at a place of a file.
final class LineAt {
  private LineAt() {}

  /// Reads it, without its end.
  static byte[] read(RandomAccessFile in, long place) throws IOException {
    in.seek(place);
    var text = new byte[1 << 11];
    int filled = 0;
    for (int n = in.read(text); n > 0; n = in.read(text, filled, text.length - filled)) {
      for (int i = filled; i < filled + n; i++) {
        if (text[i] == '\n') {
          return Arrays.copyOf(text, i);
        }
      }
      filled += n;
      if (filled == text.length) {
        text = Arrays.copyOf(text, filled * 4);
      }
    }
    return Arrays.copyOf(text, filled);
  }
}
