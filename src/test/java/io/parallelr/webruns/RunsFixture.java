package io.parallelr.webruns;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.daemon.Registry;
import io.parallelr.http.Address;
import io.parallelr.http.Auth;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.Origins;
import io.parallelr.http.Router;
import io.parallelr.http.Sse;
import io.parallelr.http.TokenMaker;
import io.parallelr.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Directories of runs made by hand, and a listener that shows them.
final class RunsFixture implements AutoCloseable {
  private static final String SECRET = "0123456789abcdef";

  private final Path home;
  private final WebRuns web;
  private final Listener listener;
  private final HttpClient client = HttpClient.newHttpClient();

  RunsFixture(Path home) throws IOException {
    this.home = home;
    web = new WebRuns(
        new Registry(home.resolve("workers"), home.resolve("runs")),
        Optional.empty(),
        Clock.systemUTC(),
        System::nanoTime,
        Sse.Limits.DEFAULT);
    var auth = new Auth(List.of(SECRET), Clock.systemUTC(), new Origins(List.of()));
    listener = Listener.start(
        List.of(new Address.Tcp("127.0.0.1", 0)),
        Limits.DEFAULT,
        new Router(List.of(new Router.Mount("/api", web.routes(auth)))));
  }

  WebRuns web() {
    return web;
  }

  /// A run that was cut off, unless it is ended.
  Path run(String id, String request) throws IOException {
    var directory = Files.createDirectories(home.resolve("runs").resolve(id));
    Files.createDirectories(directory.resolve("output"));
    Files.writeString(
        directory.resolve("request.json"),
        "{\"session_id\":\"%s\",\"start_time\":\"2026-11-29T10:00:00.000+00:00\",\"tasks\":3%s}"
            .formatted(id, request));
    return directory;
  }

  /// Ends one.
  void end(String id, String name, int failed) throws IOException {
    Files.writeString(
        home.resolve("runs").resolve(id).resolve("summary.json"),
        """
            {"session_id":"%s","name":"%s","tags":{"team":"data"},\
            "start_time":"2026-11-29T10:00:00.000+00:00","end_time":"2026-11-29T10:01:00.000+00:00",\
            "duration_seconds":60.5,"end":"completed","exit_status":%d,"total":3,"succeeded":%d,\
            "failed":%d}
            """
            .formatted(id, name, failed == 0 ? 0 : 1, 3 - failed, failed));
  }

  /// Writes into the journal of one that a task has begun.
  void begin(String id, int sequence, int slot) throws IOException {
    journal(id, """
        {"type":"start","start_time":"2026-11-29T10:00:0%d.000+00:00","sequence":%1$d,\
        "task":"/q/t%1$d.sh","worker_id":%d,"attempt":1}
        """.formatted(sequence, slot));
  }

  /// Writes into the journal of one that a task has ended, with its outputs.
  void finish(String id, int sequence, String status, String stdout) throws IOException {
    var output = home.resolve("runs").resolve(id).resolve("output");
    Files.writeString(output.resolve(sequence + ".out"), stdout);
    journal(id, """
        {"type":"task","start_time":"2026-11-29T10:00:0%d.000+00:00",\
        "end_time":"2026-11-29T10:00:0%1$d.500+00:00","status":"%s","worker_id":1,\
        "duration_seconds":0.5,"attempt":1,"final":true,"sequence":%1$d,"task":"/q/t%1$d.sh",\
        "exit_code":%d,"stdout_file":"output/%1$d.out","stderr":"first\\npassword=hunter2\\n"%s}
        """.formatted(
        sequence,
        status,
        status.equals("SUCCESS") ? 0 : 1,
        status.equals("SUCCESS") ? "" : ",\"error_message\":\"Exit code 1\""));
  }

  private void journal(String id, String line) throws IOException {
    Files.writeString(
        home.resolve("runs").resolve(id).resolve("results.jsonl"),
        line,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private HttpRequest.Builder request(String path, Map<String, Object> claims) {
    int port = ((Address.Tcp) listener.addresses().getFirst()).port();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + new TokenMaker(SECRET).sign(claims));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(path, Map.of("scope", "read"));
  }

  HttpResponse<String> get(String path, Map<String, Object> claims)
      throws IOException, InterruptedException {
    return client.send(
        request(path, claims).build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonObject json(String path) throws IOException, InterruptedException {
    var answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonObject.parse(answer.body());
  }

  HttpResponse<String> post(String path, String body, String scope)
      throws IOException, InterruptedException {
    return client.send(
        request(path, Map.of("scope", scope)).POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
    listener.close();
  }
}
