package io.parallelr.os;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;

/// Reads bytes as [NativeText]. The JDK's own reader never asks a decoder for what it holds at the
/// end of the input.
final class NativeReader extends Reader {
  private static final int BUFFER = 1 << 13;
  private static final int LONGEST = 4; // bytes of a character, which the decoder may hold back

  private final InputStream in;
  private final CharsetDecoder decoder = NativeText.CHARSET.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
  private final CharBuffer chars = CharBuffer.allocate(BUFFER + LONGEST).limit(0);
  private boolean ended;

  NativeReader(InputStream in) {
    this.in = in;
  }

  @Override
  public int read(char[] to, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!chars.hasRemaining()) {
      if (ended) {
        return -1;
      }
      fill();
    }
    int count = Math.min(length, chars.remaining());
    chars.get(to, from, count);
    return count;
  }

  /// Decodes what one read brings, which fits: no byte becomes more than one character.
  private void fill() throws IOException {
    int count = in.read(bytes.array());
    ended = count < 0;
    bytes.position(0).limit(Math.max(0, count));
    chars.clear();
    var _ = decoder.decode(bytes, chars, ended);
    if (ended) {
      var _ = decoder.flush(chars);
    }
    chars.flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
