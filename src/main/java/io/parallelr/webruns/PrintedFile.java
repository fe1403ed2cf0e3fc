package io.parallelr.webruns;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Parameters;
import io.parallelr.os.NativeText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;

/// A file that something has printed, or is printing, into: the part of it that a client asks for.
final class PrintedFile {
  private static final int CHUNK = 64 << 10;
  private static final String TYPE = "text/plain; charset=utf-8";

  private PrintedFile() {}

  /// Answers with a part of a file as it is now: `offset` and `limit` in bytes, or `tail` in lines.
  ///
  /// @param file empty, or missing, if nothing was printed
  /// @param isComplete whether nothing more can come
  static void send(Exchange exchange, Optional<Path> file, boolean isComplete)
      throws IOException, InterruptedException {
    var opened = file.isPresent() ? open(file.get()) : Optional.<RandomAccessFile>empty();
    if (opened.isEmpty()) {
      send(exchange, Optional.empty(), 0, isComplete);
      return;
    }
    try (var in = opened.get()) {
      send(exchange, opened, in.length(), isComplete);
    }
  }

  /// Opens one; empty if it is missing.
  static Optional<RandomAccessFile> open(Path file) throws IOException {
    try {
      return Optional.of(new RandomAccessFile(NativeText.file(file), "r"));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /// The same of one that is open.
  ///
  /// @param size how much of it counts
  static void send(
      Exchange exchange,
      Optional<RandomAccessFile> in,
      long size,
      boolean isComplete) throws IOException, InterruptedException {
    long from = Math.min(start(exchange, in, size), size);
    long limit = Parameters.number(exchange, "limit", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
    long length = Math.min(limit, size - from);
    exchange.setHeader("X-Log-Offset", String.valueOf(from));
    exchange.setHeader("X-Log-Size", String.valueOf(size));
    exchange.setHeader("X-Log-Complete", String.valueOf(isComplete));
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Cache-Control", "no-store");
    exchange.setHeader("Content-Length", String.valueOf(length));
    exchange.stream(200, TYPE, out -> {
      if (in.isPresent()) {
        copy(in.get(), from, length, out);
      }
    });
  }

  private static void copy(RandomAccessFile in, long from, long length, OutputStream out)
      throws IOException {
    var buffer = new byte[CHUNK];
    in.seek(from);
    long left = length;
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(CHUNK, left));
      if (count < 0) {
        throw new IOException("what was printed has become shorter while it was sent");
      }
      out.write(buffer, 0, count);
      left -= count;
    }
  }

  /// Where a client wants to begin.
  ///
  /// @throws HttpError if it says that in two ways, or in a wrong one
  static long start(Exchange exchange, Optional<RandomAccessFile> in, long size)
      throws IOException {
    var offset = Parameters.number(exchange, "offset", 0, Long.MAX_VALUE);
    var tail = Parameters.number(exchange, "tail", 0, Integer.MAX_VALUE);
    if (offset.isPresent() && tail.isPresent()) {
      throw new HttpError(400, "offset and tail exclude each other; send one of them");
    }
    return tail.isPresent() && in.isPresent()
        ? lastLines(in.get(), size, tail.get())
        : offset.orElse(0L);
  }

  /// Where the last lines begin, of which the very last need not be complete.
  private static long lastLines(RandomAccessFile in, long size, long lines) throws IOException {
    long found = 0;
    var block = new byte[CHUNK];
    for (long end = size; end > 0 && lines > 0;) {
      long begin = Math.max(0, end - CHUNK);
      in.seek(begin);
      in.readFully(block, 0, (int) (end - begin));
      for (int i = (int) (end - begin) - 1; i >= 0; i--) {
        boolean isLineEnd = block[i] == '\n' && begin + i < size - 1;
        if (isLineEnd && ++found == lines) {
          return begin + i + 1;
        }
      }
      end = begin;
    }
    return lines == 0 ? size : 0;
  }
}
