package io.parallelr.serve;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;

/// Splits a file into lines from a place on. For one thread.
final class LineSplitter {
  /// The longest line that comes in one piece, in bytes.
  static final int LONGEST = 1 << 20;
  private static final int BUFFER = 64 << 10;
  private static final int LONGEST_CHARACTER = 4;

  private final RandomAccessFile in;
  private final boolean isWhole;
  private final StepLines.Form form;
  private byte[] buffer = new byte[BUFFER];
  private int from; // of what is in the buffer
  private int to;
  private int scanned; // up to where there is no line feed
  private boolean isRead;
  private long offset;
  private String content = "";
  private boolean hasFeed;

  /// @param offset at which the file is read
  /// @param isWhole whether nothing is added to the file any more, so that a last line may have no
  ///   line feed
  LineSplitter(RandomAccessFile in, long offset, boolean isWhole, StepLines.Form form) {
    this.in = in;
    this.offset = offset;
    this.isWhole = isWhole;
    this.form = form;
  }

  /// Goes to the next line.
  ///
  /// @return whether there is one
  boolean next() throws IOException {
    while (nextExact()) {
      if (form == StepLines.Form.EXACT) {
        return true;
      }
      content = content.strip();
      if (!content.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /// The line.
  String content() {
    return content;
  }

  /// Whether a line feed is behind it.
  boolean hasFeed() {
    return hasFeed;
  }

  /// The offset behind the line and its line feed.
  long offset() {
    return offset;
  }

  /// Whether nothing is left.
  boolean isAtEnd() throws IOException {
    return to == from && !fill();
  }

  private boolean nextExact() throws IOException {
    while (true) {
      for (; scanned < to; scanned++) {
        if (buffer[scanned] == '\n') {
          take(scanned - from, 1);
          return true;
        }
      }
      if (to - from >= LONGEST) {
        take(piece(), 0);
        return true;
      }
      if (!fill()) {
        if (to > from && isWhole) {
          take(to - from, 0);
          return true;
        }
        return false;
      }
    }
  }

  /// Does not cut a character.
  private int piece() {
    int length = LONGEST;
    for (int back = 1; back < LONGEST_CHARACTER; back++) {
      int b = buffer[from + length - back] & 0xff;
      if (b >= 0xc0) { // begins one of several bytes
        int size = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
        return size > back ? length - back : length;
      }
      if (b < 0x80) {
        return length;
      }
    }
    return length;
  }

  private void take(int length, int feed) {
    content = NativeText.of(Arrays.copyOfRange(buffer, from, from + length));
    hasFeed = feed > 0;
    from += length + feed;
    scanned = from;
    offset += length + feed;
  }

  /// Reads more behind what is there.
  private boolean fill() throws IOException {
    if (isRead) {
      return false;
    }
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      scanned -= from;
      from = 0;
    }
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int count = in.read(buffer, to, buffer.length - to);
    if (count <= 0) {
      isRead = true; // so that all that follows is about the same state of the file
      return false;
    }
    to += count;
    return true;
  }
}
