package io.parallelr.json;

import java.io.IOException;
import java.util.Arrays;

/// Splits what is read from files of one JSON object a line into its lines, without a copy of each:
/// it grows to the longest line. For one thread.
public final class LineBuffer {
  private final int longest;
  private byte[] text;
  private int filled;
  private long position; // of the text in the file
  private boolean isTooLong;

  /// Where the text comes from, such as `stream::read`.
  @FunctionalInterface
  public interface Source {
    /// Reads what there is, but at least one byte.
    ///
    /// @return how many bytes were read; -1 at the end
    int read(byte[] to, int from, int length) throws IOException;
  }

  /// What is done with the lines.
  @FunctionalInterface
  public interface Taker {
    /// Takes one line.
    ///
    /// @param text has it, until this returns
    /// @param from where it begins in the text
    /// @param length in bytes, without the line break
    /// @param position of its first byte in the file
    void line(byte[] text, int from, int length, long position) throws IOException;

    /// Takes the beginning of a line that is too long. The rest of that line is left out.
    ///
    /// @param length of the beginning, in bytes
    default void tooLong(byte[] text, int length) throws IOException {
      // such a line is left out
    }
  }

  /// One for lines of any length.
  ///
  /// @param size in bytes, to begin with
  public LineBuffer(int size) {
    this(size, Integer.MAX_VALUE);
  }

  /// @param size in bytes, to begin with
  /// @param longest how many bytes a line may have, about
  public LineBuffer(int size, int longest) {
    this.text = new byte[size];
    this.longest = longest;
  }

  /// Forgets what is left of a line, as another place is read next.
  ///
  /// @param place in the file of the first byte that is read
  public void begin(long place) {
    position = place;
    filled = 0;
    isTooLong = false;
  }

  /// Reads once, and hands out the lines that have ended.
  ///
  /// @return what the source said
  /// @throws IOException if the source or the taker has thrown it
  public int read(Source source, Taker taker) throws IOException {
    int count = source.read(text, filled, text.length - filled);
    if (count <= 0) {
      return count;
    }
    int used = lines(filled + count, taker);
    filled += count - used;
    position += used;
    System.arraycopy(text, used, text, 0, filled);
    if (isTooLong) {
      skip();
    } else if (filled >= longest) {
      taker.tooLong(text, filled);
      isTooLong = true;
      skip();
    } else if (filled == text.length) {
      text = Arrays.copyOf(text, filled * 2);
    }
    return count;
  }

  /// @return how many bytes they take
  private int lines(int end, Taker taker) throws IOException {
    var bytes = text;
    int from = 0;
    for (int i = filled; i < end; i++) {
      if (bytes[i] == '\n') {
        if (!isTooLong) {
          taker.line(bytes, from, i - from, position + from);
        }
        isTooLong = false;
        from = i + 1;
      }
    }
    return from;
  }

  private void skip() {
    position += filled;
    filled = 0;
  }

  /// Hands out the last line if it has no end.
  ///
  /// @throws IOException if the taker has thrown it
  public void rest(Taker taker) throws IOException {
    if (filled > 0) {
      taker.line(text, 0, filled, position);
    }
  }

  /// The place in the file behind the last line that was handed out.
  public long position() {
    return position;
  }
}
