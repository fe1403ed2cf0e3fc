package io.parallelr.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Puts the name of a task in front of each line that it has printed. Bytes stay as they are,
/// colours included.
final class LineTags extends OutputStream {
  private final OutputStream to;
  private final byte[] tag;
  private boolean isAtLineStart = true;

  /// @param tag what each line begins with; empty for nothing
  LineTags(OutputStream to, byte[] tag) {
    this.to = to;
    this.tag = tag.clone();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[]{(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] text, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    if (tag.length == 0) {
      to.write(text, offset, length);
    } else {
      var tagged = new ByteArrayOutputStream(length + 16 * tag.length);
      for (int i = offset; i < offset + length; i++) {
        if (isAtLineStart) {
          tagged.write(tag);
        }
        tagged.write(text[i]);
        isAtLineStart = text[i] == '\n';
      }
      to.write(tagged.toByteArray());
    }
    isAtLineStart = text[offset + length - 1] == '\n';
  }

  /// Ends a line that was not ended, so that nothing follows on it.
  void endLine() throws IOException {
    if (!isAtLineStart) {
      to.write('\n');
      isAtLineStart = true;
    }
  }
}
