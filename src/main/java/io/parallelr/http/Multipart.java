package io.parallelr.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/// A body of the type `multipart/form-data`. What was read of it but not yet taken is at most one
/// buffer. For one thread.
final class Multipart {
  private static final String TYPE = "multipart/form-data";
  private static final String EXTENDED = "utf-8''";
  private static final int MOST_PARTS = 1_000;
  private static final int HEADER_BYTES = 8 << 10;
  private static final int BUFFER = 16 << 10;

  private final InputStream body;
  private final MultiPart.Parser parser;
  private final byte[] buffer = new byte[BUFFER];
  private final Queue<Event> events = new ArrayDeque<>();
  private Optional<Throwable> failure = Optional.empty();
  private boolean isComplete;

  private sealed interface Event {
    /// A part begins.
    record Begin(Map<String, String> headers) implements Event {}

    /// A piece of its content.
    record Piece(ByteBuffer bytes) implements Event {}

    /// The part ends.
    record End() implements Event {}
  }

  /// @param type of the body, with its boundary
  /// @throws HttpError if that is another type, or it has no boundary
  Multipart(String type, InputStream body) {
    if (!type.toLowerCase(Locale.ROOT).startsWith(TYPE)) {
      throw new HttpError(400, "request Content-Type isn't multipart/form-data");
    }
    var boundary = MultiPart.extractBoundary(type);
    if (boundary == null || boundary.isEmpty()) {
      throw new HttpError(400, "malformed multipart body: the Content-Type has no boundary");
    }
    this.body = body;
    this.parser = new MultiPart.Parser(boundary, new Events());
    parser.setMaxParts(MOST_PARTS);
    parser.setPartHeadersMaxLength(HEADER_BYTES);
  }

  /// Takes down what the parser finds.
  private final class Events implements MultiPart.Parser.Listener {
    private Map<String, String> headers = new HashMap<>();

    @Override
    public void onPartHeader(String name, String value) {
      headers.put(name.toLowerCase(Locale.ROOT), value);
    }

    @Override
    public void onPartHeaders() {
      events.add(new Event.Begin(headers));
      headers = new HashMap<>();
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
      var from = chunk.getByteBuffer();
      if (from.hasRemaining()) {
        events.add(new Event.Piece(ByteBuffer.allocate(from.remaining()).put(from).flip()));
      }
    }

    @Override
    public void onPartEnd() {
      events.add(new Event.End());
    }

    @Override
    public void onComplete() {
      isComplete = true;
    }

    @Override
    public void onFailure(Throwable problem) {
      failure = Optional.of(problem);
    }
  }

  /// Passes the parts to a reader.
  ///
  /// @throws HttpError if the body is malformed
  void read(Exchange.PartReader reader) throws IOException {
    for (var event = next(); event.isPresent(); event = next()) {
      if (event.get() instanceof Event.Begin(var headers)) {
        var fields = new HashMap<String, String>();
        var _ = HttpField.getValueParameters(
            headers.getOrDefault("content-disposition", ""), fields);
        try (var content = new Part()) {
          reader.read(fields.getOrDefault("name", ""), file(fields), content);
        }
      }
    }
  }

  private static Optional<String> file(Map<String, String> fields) {
    return Optional.ofNullable(fields.get("filename*"))
        .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(EXTENDED))
        .map(text -> UrlText.decoded(text.substring(EXTENDED.length())))
        .or(() -> Optional.ofNullable(fields.get("filename")));
  }

  private Optional<Event> next() throws IOException {
    while (events.isEmpty() && !isComplete) {
      int count = body.read(buffer);
      parser.parse(
          Content.Chunk.from(ByteBuffer.wrap(buffer, 0, Math.max(count, 0)), count < 0));
      if (failure.isPresent() || (count < 0 && !isComplete)) {
        throw new HttpError(
            400,
            "malformed multipart body: "
                + failure.map(Throwable::getMessage).orElse("it ends too early"));
      }
    }
    return Optional.ofNullable(events.poll());
  }

  /// The content of the part that was begun; closing it passes over the rest.
  private final class Part extends InputStream {
    private @Nullable ByteBuffer piece;
    private boolean isEnded;

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      var rest = piece;
      while (!isEnded && (rest == null || !rest.hasRemaining())) {
        rest = switch (next().orElse(new Event.End())) {
          case Event.Piece(var more) -> more;
          case Event.Begin _,Event.End _ -> {
            isEnded = true;
            yield null;
          }
        };
      }
      piece = rest;
      if (rest == null || isEnded) {
        return -1;
      }
      int count = Math.min(length, rest.remaining());
      rest.get(bytes, from, count);
      return count;
    }

    @Override
    public void close() throws IOException {
      var _ = transferTo(OutputStream.nullOutputStream());
    }
  }
}
