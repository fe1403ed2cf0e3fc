package io.parallelr.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.http.Client;
import io.parallelr.http.Event;
import io.parallelr.http.EventReader;
import io.parallelr.http.NotConnectedException;
import io.parallelr.json.JsonObject;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The server's interface, with its refusals as errors for the user.
final class ServerApi implements AutoCloseable {
  private static final int FIRST_ERROR = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FIRST_OF_SERVER = 500;
  private static final int MISSING = 404;
  private static final String BUSY = " is busy: "; // of a flow
  /// How every refusal of a queue begins; its status is that of other errors of the client.
  private static final String FULL = "concurrency exceeded";
  private static final String END = "end";
  private static final int BUFFER = 64 << 10;

  private final Client client;

  ServerApi(Client client) {
    this.client = client;
  }

  /// A path with its query.
  ///
  /// @param fields of the query; empty values are left out
  static String path(String path, Map<String, String> fields) {
    var query = fields.entrySet()
        .stream()
        .filter(field -> !field.getValue().isEmpty())
        .map(field -> field.getKey() + '=' + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + '?' + query;
  }

  /// A text as a segment of a path, or in a query.
  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /// The text of a JSON document.
  String get(String path) {
    return text(() -> client.get(path, Map.of()));
  }

  /// The same; empty if the server has no such path.
  Optional<String> find(String path) {
    return whole(() -> client.get(path, Map.of()), true);
  }

  JsonObject getObject(String path) {
    return object(get(path));
  }

  /// Sends a JSON object; returns the text of the answer.
  String post(String path, byte[] json) {
    return text(() -> client.post(path, json));
  }

  static JsonObject object(String text) {
    try {
      return JsonObject.parse(text);
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "the answer is not one of a server of parallelr (%s); look at the address".formatted(
              Reason.of(e)),
          e);
    }
  }

  /// Copies what the server sends.
  ///
  /// @return how many bytes it was
  /// @throws IOException if it cannot be written
  long copy(String path, OutputStream to) throws IOException {
    try (var reply = sent(() -> client.get(path, Map.of()))) {
      var buffer = new byte[BUFFER];
      long count = 0;
      for (int length = read(reply, buffer); length >= 0; length = read(reply, buffer)) {
        to.write(buffer, 0, length);
        count += length;
      }
      return count;
    }
  }

  private static int read(Client.Reply reply, byte[] buffer) {
    try {
      return reply.body().read(buffer);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /// Takes an event.
  interface EventTaker {
    void take(Event event) throws IOException;
  }

  /// Follows a stream of events.
  ///
  /// @return whether the last event came; else the stream was cut off
  /// @throws IOException if the taker cannot write
  boolean follow(String path, EventTaker taker) throws IOException {
    var accept = Map.of("Accept", "text/event-stream");
    try (var reply = sent(() -> client.get(path, accept))) {
      var events = new EventReader(reply.body());
      while (true) {
        var event = next(events);
        if (event.isEmpty()) {
          return false;
        }
        taker.take(event.get());
        if (event.get().name().equals(END)) {
          return true;
        }
      }
    }
  }

  private static Optional<Event> next(EventReader events) {
    try {
      return events.next();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private interface Request {
    Client.Reply send() throws IOException, InterruptedException;
  }

  private static String text(Request request) {
    return whole(request, false).orElseThrow();
  }

  private static Optional<String> whole(Request request, boolean mayBeMissing) {
    try (var reply = sent(request, mayBeMissing)) {
      return mayBeMissing && reply.status() == MISSING
          ? Optional.empty()
          : Optional.of(new String(reply.body().readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private static Client.Reply sent(Request request) {
    return sent(request, false);
  }

  /// @param mayBeMissing whether it is no error that there is no such path
  /// @throws UserError if the answer is an error
  private static Client.Reply sent(Request request, boolean mayBeMissing) {
    try {
      var reply = request.send();
      if (reply.status() < FIRST_ERROR || (mayBeMissing && reply.status() == MISSING)) {
        return reply;
      }
      try (reply) {
        throw refused(reply.status(), said(reply));
      }
    } catch (NotConnectedException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "%s; start a server with parallelr serve, or give the address of one with --url"
              .formatted(Reason.of(e)),
          e);
    } catch (IOException e) {
      throw broken(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError(JobsExit.INTERRUPTED, "interrupted", e);
    }
  }

  private static UserError broken(IOException e) {
    return new UserError(ExitStatus.INTERNAL, Reason.of(e), e);
  }

  private static UserError refused(int status, String said) {
    if (status == UNAUTHORIZED) {
      return new UserError(
          ExitStatus.USAGE,
          "%s; parallelr jobs token makes a token, give it with --token or PARALLELR_TOKEN"
              .formatted(said));
    }
    if (said.contains(FULL) || said.contains(BUSY)) {
      return new UserError(JobsExit.REFUSED, said + "; try again later");
    }
    return new UserError(
        status < FIRST_OF_SERVER ? ExitStatus.USAGE : ExitStatus.INTERNAL, said);
  }

  /// What is wrong, in the server's words.
  private static String said(Client.Reply reply) throws IOException {
    var text = new String(reply.body().readAllBytes(), UTF_8).strip();
    String error;
    try {
      error = JsonObject.parse(text).text("error").orElse(text);
    } catch (IOException _) {
      error = text.lines().findFirst().orElse("");
    }
    return error.isBlank() ? "the server answers with status " + reply.status() : error;
  }

  @Override
  public void close() {
    client.close();
  }
}
