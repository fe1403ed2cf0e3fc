package io.parallelr.top;

import io.parallelr.os.NativeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One output of a task, read as it grows, a limited part at a time. For one thread.
final class OutputStreamTail {
  private static final int MOST_AT_ONCE = 1 << 18;
  private static final int LONGEST_LINE = 1 << 13;

  private final OutputLine.Kind kind;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private long position;

  OutputStreamTail(OutputLine.Kind kind) {
    this.kind = kind;
  }

  /// Reads what a file has more than was taken; of much, the end.
  ///
  /// @return nothing if it is not there
  Piece read(Path path) throws IOException {
    if (!NativeText.file(path).isFile()) {
      return new Piece(position, new byte[0]);
    }
    try (var file = new RandomAccessFile(NativeText.file(path), "r")) {
      long from = Math.max(position, file.length() - MOST_AT_ONCE);
      var bytes = new byte[(int) Math.max(0, file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new Piece(from, bytes);
    }
  }

  /// What was read.
  ///
  /// @param from where in the file
  @SuppressWarnings("ArrayRecordComponent") // handed on once, and compared by nobody
  record Piece(long from, byte[] bytes) {}

  /// Takes what was read; returns the lines that are whole by that.
  List<OutputLine> take(Piece piece) {
    var lines = new ArrayList<OutputLine>();
    boolean isCut = piece.from() > position; // then its first line has no beginning
    if (isCut) {
      partial.reset();
      lines.add(new OutputLine(OutputLine.Kind.NOTE, "(earlier output is left out)"));
    }
    for (byte b : piece.bytes()) {
      if (b == '\n') {
        if (!isCut) {
          lines.add(partial());
        }
        isCut = false;
        partial.reset();
      } else if (!isCut) {
        partial.write(b);
        if (partial.size() >= LONGEST_LINE) {
          lines.add(partial());
          partial.reset();
        }
      }
    }
    position = piece.from() + piece.bytes().length;
    return lines;
  }

  /// Whether a line has begun that has no end yet.
  boolean hasPartial() {
    return partial.size() > 0;
  }

  /// What there is of that line.
  OutputLine partial() {
    return new OutputLine(kind, ShownLine.of(NativeText.of(partial.toByteArray())));
  }
}
