package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server of the product that runs in the foreground, and a client of it over TCP.
final class Served {
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Product product;
  private final Product.Started process;
  private final String url;
  private final HttpClient client = HttpClient.newHttpClient();
  private Optional<String> token = Optional.empty(); // to make one takes as long as a command

  private Served(Product product, Product.Started process, String url) {
    this.product = product;
    this.process = process;
    this.url = url;
  }

  /// Starts one on a free port, and waits until it is ready.
  static Served start(Product product, String... options) throws IOException {
    var words = new ArrayList<>(List.of("serve", "--address", "127.0.0.1:0"));
    words.addAll(List.of(options));
    return ready(product, product.start(words.toArray(String[]::new)));
  }

  /// Starts one that takes over from another on its address, and waits until it is ready.
  static Served replace(Product product, String... options) throws IOException {
    var words = new ArrayList<>(List.of("--replace"));
    words.addAll(List.of(options));
    return start(product, words.toArray(String[]::new));
  }

  /// Waits until one is ready.
  ///
  /// @param process it, or what becomes it
  static Served ready(Product product, Product.Started process) throws IOException {
    await().atMost(LIMIT)
        .until(
            () -> Files.readString(process.stdout()).endsWith("\n")
                || !process.process().isAlive());
    var said = Files.readString(process.stdout());
    assertThat(said).as(Files.readString(process.stderr())).startsWith("ready: ");
    return new Served(product, process, url(said));
  }

  static String url(String said) {
    return URL.matcher(said)
        .results()
        .map(MatchResult::group)
        .findFirst()
        .orElseThrow();
  }

  String url() {
    return url;
  }

  Product.Started process() {
    return process;
  }

  String log() throws IOException {
    return Files.readString(process.stderr());
  }

  /// Asks with a token.
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(), path, token());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)),
        path,
        token());
  }

  HttpResponse<String> send(HttpRequest.Builder request, String path, String token)
      throws IOException, InterruptedException {
    return client.send(
        request.uri(URI.create(url + path)).header("Authorization", "Bearer " + token).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String token() throws IOException, InterruptedException {
    if (token.isEmpty()) {
      var finished = product.run("jobs", "token");
      assertThat(finished.status()).as(finished.stderr()).isZero();
      token = Optional.of(finished.stdout().strip());
    }
    return token.get();
  }

  /// Schedules a job; returns its id.
  String schedule(String pipeline) throws IOException, InterruptedException {
    var answer = post("/pipelines/schedule", "{\"pipeline\":\"%s\"}".formatted(pipeline));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return new JsonMapper().readTree(answer.body()).get("jobId").asString();
  }

  JsonNode job(String id) throws IOException, InterruptedException {
    return new JsonMapper().readTree(get("/job/detail?id=" + id).body());
  }

  void awaitEnd(String id) {
    await().atMost(LIMIT).until(() -> job(id).get("completed").asBoolean());
  }

  /// Ends it by a signal; returns its exit status.
  int end(String signal) throws IOException, InterruptedException {
    process.signal(signal);
    return process.finish().status();
  }

  static void awaitFile(Path file) {
    await().atMost(LIMIT).until(() -> Files.exists(file));
  }
}
