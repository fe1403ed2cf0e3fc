package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.http.Address;
import io.parallelr.http.Auth;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.Origins;
import io.parallelr.http.Router;
import io.parallelr.http.TokenMaker;
import io.parallelr.os.HeapGuard;
import io.parallelr.run.Deaths;
import io.parallelr.run.Installation;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server of pipelines inside the test, and a client of it.
final class ApiFixture implements AutoCloseable {
  private static final String SECRET = "0123456789abcdef";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path directory;
  private final JobServer server;
  private final Pipelines pipelines;
  private final Listener listener;

  private ApiFixture(Path directory, JobServer server, Pipelines pipelines, Listener listener) {
    this.directory = directory;
    this.server = server;
    this.pipelines = pipelines;
    this.listener = listener;
  }

  /// @param definitions the text of the file of pipelines
  static ApiFixture start(Path directory, String definitions) throws Exception {
    return start(directory, definitions, Clock.systemUTC());
  }

  /// @param clock of schedules and retention
  static ApiFixture start(Path directory, String definitions, Clock clock) throws Exception {
    Files.writeString(directory.resolve("pipelines.yml"), definitions);
    var server = JobServer.open(
        new JobServerSettings(
            directory.resolve("data"),
            directory,
            Map.of("FROM_SERVER", "yes"),
            Set.of(),
            8,
            Duration.ofSeconds(2),
            JobServer.OnRestart.CANCEL,
            false,
            true),
        new JobServer.Host(
            new Installation(Optional.empty(), directory.resolve("home")),
            Clock.systemUTC(),
            System::nanoTime,
            new Deaths(HeapGuard.start("test", 5))::end));
    var pipelines = Pipelines.open(
        new Pipelines.Settings(
            directory,
            PipelineFiles.DEFAULT_PATTERN,
            false,
            Optional.empty(),
            directory,
            Optional.of(Duration.ZERO)),
        server.jobs(),
        new Pipelines.Clocks(clock, ZoneId.of("UTC")));
    server.start();
    pipelines.start();
    var auth = new Auth(List.of(SECRET), Clock.systemUTC(), new Origins(List.of()));
    var routes = pipelines.routes(auth);
    var listener = Listener.start(
        List.of(new Address.Tcp("127.0.0.1", 0)),
        Limits.DEFAULT,
        new Router(
            List.of(
                new Router.Mount("", routes),
                new Router.Mount("/api", routes),
                new Router.Mount("/api", pipelines.pageRoutes(auth)))));
    return new ApiFixture(directory, server, pipelines, listener);
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  Pipelines pipelines() {
    return pipelines;
  }

  JobServer server() {
    return server;
  }

  static String token(Map<String, Object> claims) {
    return new TokenMaker(SECRET).sign(claims);
  }

  HttpRequest.Builder request(String path) {
    var port = ((Address.Tcp) listener.addresses().getFirst()).port();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(LIMIT);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest.Builder request, Map<String, Object> claims)
      throws Exception {
    return send(request.header("Authorization", "Bearer " + token(claims)));
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path), Map.of());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        request(path).POST(HttpRequest.BodyPublishers.ofString(body)),
        Map.of("sub", "jane"));
  }

  static JsonNode json(HttpResponse<String> response) {
    return new JsonMapper().readTree(response.body());
  }

  /// Schedules a job; returns its id.
  String schedule(String pipeline, String variables) throws Exception {
    var response = post(
        "/pipelines/schedule",
        "{\"pipeline\":\"%s\",\"variables\":%s}".formatted(pipeline, variables));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return json(response).get("jobId").asString();
  }

  String schedule(String pipeline) throws Exception {
    return schedule(pipeline, "{}");
  }

  JsonNode job(String id) throws Exception {
    return json(get("/job/detail?id=" + id));
  }

  JsonNode awaitEnd(String id) throws Exception {
    await().atMost(LIMIT).until(() -> {
      var job = job(id);
      return job.get("completed").asBoolean()
          || (job.get("canceled").asBoolean() && job.get("start").isNull());
    });
    return job(id);
  }

  void awaitFile(String name) {
    await().atMost(LIMIT).until(() -> Files.exists(file(name)));
  }

  String out(String id, String task) throws Exception {
    return json(get("/job/logs?id=%s&task=%s".formatted(id, task))).get("stdout").asString();
  }

  void write(String name, String text) throws IOException {
    Files.writeString(file(name), text);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    pipelines.close();
    server.shutdown(JobServer.Shutdown.CANCEL);
    try {
      server.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    server.close();
  }
}
