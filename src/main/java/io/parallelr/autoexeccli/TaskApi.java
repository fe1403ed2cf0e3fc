package io.parallelr.autoexeccli;

import io.parallelr.http.Client;
import io.parallelr.http.ClientSocket;
import io.parallelr.http.EventReader;
import io.parallelr.json.JsonValues;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The interface of a server of tasks, with its refusals as errors for the user. May be used by
/// any thread.
final class TaskApi implements AutoCloseable {
  static final int RUNNING = 1001;
  static final int FAILED = 1002;
  static final int NO_DATA = 1003;
  private static final String TASKS = "/api/v1/task";
  private static final int OK = 200;

  private final Client client;

  TaskApi(Client client) {
    this.client = client;
  }

  /// An answer of the server.
  record Answer(int code, String message, @Nullable Object data) {
    /// Its data as an object.
    Map<?, ?> object() {
      return data instanceof Map<?, ?> map ? map : Map.of();
    }

    /// A list in it.
    List<?> list(String name) {
      return object().get(name) instanceof List<?> list ? list : List.of();
    }
  }

  static String path(String task) {
    return TASKS + '/' + encoded(task);
  }

  static String path(String task, String step) {
    return path(task) + "/step/" + encoded(step);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Creates a task; returns its name.
  String create(byte[] body, String type) throws IOException, InterruptedException {
    try (var reply = client.send("POST", TASKS, type, new ByteArrayInputStream(body))) {
      return String.valueOf(accepted(answer(reply)).object().get("name"));
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    try (var reply = client.get(path, Map.of())) {
      return answer(reply);
    }
  }

  /// Something that is there: else an error.
  Answer require(String path) throws IOException, InterruptedException {
    var answer = get(path);
    if (answer.code() == NO_DATA) {
      throw ClientOptions.failed(answer.message());
    }
    return answer;
  }

  Answer send(String method, String path) throws IOException, InterruptedException {
    try (var reply = client.send(method, path)) {
      return accepted(answer(reply));
    }
  }

  void upload(String path, String type, InputStream body)
      throws IOException, InterruptedException {
    try (var reply = client.send("POST", path, type, body)) {
      var _ = accepted(answer(reply));
    }
  }

  private static Answer answer(Client.Reply reply) throws IOException {
    var text = new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
    if (reply.status() != OK && !text.startsWith("{")) {
      throw new UserError(
          ExitStatus.SOME_FAILED,
          "the server answers with status %d: %s".formatted(reply.status(), text.strip()));
    }
    return answer(text);
  }

  static Answer answer(String text) throws IOException {
    var fields = JsonValues.object(text);
    return new Answer(
        fields.get("code") instanceof Number code ? code.intValue() : FAILED,
        String.valueOf(fields.get("message")),
        fields.get("data"));
  }

  private static Answer accepted(Answer answer) {
    if (answer.code() != 0) {
      throw ClientOptions.failed(answer.message());
    }
    return answer;
  }

  /// Takes the parts of a stream.
  interface Frames {
    /// Returns whether more is wanted.
    boolean take(Answer answer) throws IOException;
  }

  /// Follows something, until the server has no more to say.
  void follow(String path, Frames frames) throws IOException, InterruptedException {
    try (var reply = client.get(path, Map.of("Accept", "text/event-stream"))) {
      if (reply.status() != OK) {
        var _ = accepted(answer(reply));
      }
      var events = new EventReader(reply.body());
      for (var event = events.next(); event.isPresent(); event = events.next()) {
        if (event.get().name().equals("message")
            && !frames.take(answer(event.get().data()))) {
          return;
        }
      }
    }
  }

  /// Opens a reply of bytes.
  Client.Reply open(String path, String accept) throws IOException, InterruptedException {
    return client.get(path, Map.of("Accept", accept));
  }

  ClientSocket webSocket(String path, ClientSocket.Messages messages)
      throws IOException, InterruptedException {
    return client.webSocket(path, messages);
  }

  @Override
  public void close() {
    client.close();
  }
}
