package io.parallelr.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;

/// Answers with a file: all of it, the part that the client asks for, or that it has it already.
public final class FileAnswer {
  private static final int BUFFER = 64 << 10;

  private FileAnswer() {}

  /// Sends a file.
  ///
  /// @param channel is left open
  /// @param size in bytes
  /// @throws HttpError if there is nothing in the part that the client asks for
  public static void send(
      Exchange exchange,
      SeekableByteChannel channel,
      long size,
      Instant modified,
      String type) throws IOException, InterruptedException {
    var etag = "\"%x.%x-%x\"".formatted(modified.getEpochSecond(), modified.getNano(), size);
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Cache-Control", "no-cache"); // ask each time; the answer is mostly 304
    exchange.setHeader("Accept-Ranges", "bytes");
    if (exchange.isNotModified(etag)) {
      return;
    }
    boolean isUnchanged = exchange.header("If-Range").map(etag::equals).orElse(true);
    var range = exchange.header("Range")
        .filter(_ -> isUnchanged && exchange.method().equals("GET"))
        .flatMap(header -> ByteRange.parse(header, size));
    range.ifPresent(r -> exchange.setHeader("Content-Range", r.text(size)));
    long length = range.map(ByteRange::length).orElse(size);
    exchange.setHeader("Content-Length", String.valueOf(length));
    channel.position(range.map(ByteRange::from).orElse(0L));
    exchange.stream(range.isPresent() ? 206 : 200, type, out -> copy(channel, length, out));
  }

  private static void copy(SeekableByteChannel from, long length, OutputStream to)
      throws IOException {
    var buffer = new byte[(int) Math.min(BUFFER, length)];
    long left = length;
    while (left > 0) {
      int read = from.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, left)));
      if (read < 0) {
        throw new IOException("the file has become shorter while it was sent");
      }
      to.write(buffer, 0, read);
      left -= read;
    }
  }
}
