package io.parallelr.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Serves the files of a directory, for a route whose template ends with a tail named `path`, such
/// as `/ui/{path*}`. Links are not followed, but the directory itself may be one. Immutable.
public final class StaticFiles implements Handler {
  private static final String INDEX = "index.html";
  private static final int BUFFER = 64 << 10;

  /// What is answered for a path without a file.
  public enum Missing {
    /// Status 404.
    NOT_FOUND,
    /// The page of an application that shows different things at different paths, if a page was
    /// asked for.
    INDEX
  }

  private final Path directory;
  private final Missing missing;

  public StaticFiles(Path directory, Missing missing) {
    this.directory = directory;
    this.missing = missing;
  }

  @Override
  public void handle(Exchange exchange) throws IOException, InterruptedException {
    var path = exchange.parameter("path");
    var names = new ArrayList<>(List.of(path.split("/", -1)));
    if (names.getLast().isEmpty()) {
      names.set(names.size() - 1, INDEX);
    }
    var found = open(names);
    if (found.isPresent() && found.get() instanceof Inside.Found.Directory) {
      exchange.setHeader("Location", exchange.path() + "/"); // else links in its page lead
                                                             // elsewhere
      exchange.sendEmpty(308);
      return;
    }
    if (isSent(exchange, found, names.getLast())) {
      return;
    }
    boolean wantsPage = missing == Missing.INDEX
        && exchange.header("Accept").orElse("").contains("text/html");
    if (!wantsPage || !isSent(exchange, open(List.of(INDEX)), INDEX)) {
      throw HttpError.notFound();
    }
  }

  private Optional<Inside.Found> open(List<String> names) throws IOException {
    try {
      return Optional.of(Inside.open(directory, names));
    } catch (FileSystemException | InvalidPathException _) {
      return Optional.empty(); // nothing there, a link, no permission, or a name that no file can
                               // have
    }
  }

  private static boolean isSent(Exchange exchange, Optional<Inside.Found> found, String name)
      throws IOException, InterruptedException {
    if (found.isPresent()
        && found.get() instanceof Inside.Found.File(var channel, var attributes)) {
      try (channel) {
        send(exchange, channel, attributes, ContentTypes.of(name));
      }
      return true;
    }
    return false;
  }

  private static void send(
      Exchange exchange,
      SeekableByteChannel channel,
      BasicFileAttributes attributes,
      String type) throws IOException, InterruptedException {
    long size = attributes.size();
    var etag = "\"%x-%x\"".formatted(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), size);
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
