package io.parallelr.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.HexFormat;

/// Writes JSON as UTF-8. A surrogate that is not part of a pair is escaped, which keeps the
/// meaning, as only strings can hold one. Not for use by several threads.
final class Utf8Writer extends Writer {
  private final OutputStream to;
  private String half = ""; // the first of a pair whose second comes by the next call

  Utf8Writer(OutputStream to) {
    this.to = to;
  }

  @Override
  public void write(char[] chars, int from, int length) throws IOException {
    var ascii = new byte[length];
    int written = 0;
    while (written < length && chars[from + written] < 0x80) {
      ascii[written] = (byte) chars[from + written];
      written++;
    }
    if (written == length && half.isEmpty()) {
      to.write(ascii);
    } else {
      writeEscaped(half + new String(chars, from, length));
    }
  }

  private void writeEscaped(String text) throws IOException {
    int end = text.length();
    half = Character.isHighSurrogate(text.charAt(end - 1)) ? text.substring(end - 1) : "";
    var escaped = new StringBuilder(end + 32);
    text.substring(0, end - half.length()).codePoints().forEach(c -> {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        escaped.append("\\u").append(HexFormat.of().toHexDigits((char) c));
      } else {
        escaped.appendCodePoint(c);
      }
    });
    to.write(escaped.toString().getBytes(UTF_8));
  }

  @Override
  public void flush() throws IOException {
    to.flush();
  }

  @Override
  public void close() throws IOException {
    to.close();
  }
}
