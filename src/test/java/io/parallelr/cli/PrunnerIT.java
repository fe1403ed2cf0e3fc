package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command `prunner` from its start to its end.
@Tag("long")
@Timeout(180)
@ExtendWith(ProductExtension.class)
class PrunnerIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern TOKEN = Pattern.compile("Bearer [\\w-]+\\.[\\w-]+\\.[\\w-]+");
  private static final String GATED =
      "pipelines: {gated: {tasks: {t: {script: [\"touch begun; until [ -e open ]; do sleep 0.05; "
          + "done; echo through\"]}}}}\n";

  private final Product product;
  private final HttpClient client = HttpClient.newHttpClient();

  PrunnerIT(Product product) {
    this.product = product.with("MINIMAL_OUTPUT", "1");
  }

  @BeforeEach
  void setUp() throws IOException {
    write("pipelines.yml", GATED);
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(product.file(name).getParent());
    Files.writeString(product.file(name), text);
  }

  /// A server that runs.
  private final class Running {
    private final Product.Started process;
    private final String url;
    private final String token;

    Running(String... options) throws IOException, InterruptedException {
      process = product.startCommand(
          Stream.concat(
              Stream.of(Product.program("prunner"), "--address", "127.0.0.1:0"),
              Stream.of(options)).toList());
      await().atMost(LIMIT)
          .until(() -> LISTENING.matcher(log()).find() || !process.process().isAlive());
      var matcher = LISTENING.matcher(log());
      assertThat(matcher.find()).as(log()).isTrue();
      url = "http://127.0.0.1:" + matcher.group(1);
      token = product.command("prunner", "debug").stdout();
    }

    String log() throws IOException {
      return Files.readString(process.stderr());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
      return send(HttpRequest.newBuilder(), path);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
      return send(
          HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)),
          path);
    }

    HttpResponse<String> send(HttpRequest.Builder request, String path)
        throws IOException, InterruptedException {
      return client.send(
          request.uri(URI.create(url + path)).header("Authorization", token).build(),
          HttpResponse.BodyHandlers.ofString());
    }

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

    int end(String signal) throws IOException, InterruptedException {
      process.signal(signal);
      return process.finish().status();
    }
  }

  private void awaitBegun() {
    await().atMost(LIMIT).until(() -> Files.exists(product.file("begun")));
  }

  @Test
  void aServerIsUsedWithTheSecretThatItHasMade() throws IOException, InterruptedException {
    var server = new Running();

    assertThat(server.token).matches(TOKEN);
    assertThat(server.get("/pipelines").body()).isEqualTo(
        "{\"pipelines\":[{\"pipeline\":\"gated\",\"schedulable\":true,\"running\":false}]}\n");
    assertThat(server.get("/api/pipelines").statusCode()).isEqualTo(200);
    assertThat(server.get("/").statusCode()).isEqualTo(404);
    assertThat(server.get("/debug/pprof/").statusCode()).isEqualTo(404);
    assertThat(server.log()).containsPattern(
        "level=info message=\"request started\" httpScheme=http httpProto=HTTP/1.1 httpMethod=GET "
            + "remoteAddr=127.0.0.1 userAgent=\\S+ httpHost=127.0.0.1:\\d+ httpPath=/pipelines\n");
    await().until(
        () -> Pattern.compile("message=\"request complete\" .*httpPath=/ respStatus=404 "
            + "respBytesLength=19 respElapsedMs=[0-9.]+\n").matcher(server.log()).find());
    assertThat(server.end("TERM")).isZero();
    assertThat(product.file(".prunner.yml")).isReadable();
    assertThat(Files.getPosixFilePermissions(product.file(".prunner")).toString())
        .doesNotContain("GROUP", "OTHERS");
  }

  @Test
  void sigintWaitsForRunningJobs() throws IOException, InterruptedException {
    var server = new Running();
    var running = server.schedule("gated");
    var waiting = server.schedule("gated");
    awaitBegun();

    server.process.signal("INT");

    await().atMost(LIMIT).until(() -> server.job(waiting).get("canceled").asBoolean());
    assertThat(server.post("/pipelines/schedule", "{\"pipeline\":\"gated\"}").body())
        .isEqualTo("{\"error\":\"Server is shutting down\"}\n");
    write("open", "");
    assertThat(server.process.finish().status()).isZero();
    var next = new Running();
    assertThat(next.job(running).get("errored").asBoolean()).isFalse();
    assertThat(next.get("/job/logs?task=t&id=" + running).body()).contains("through");
    assertThat(next.end("TERM")).isZero();
  }

  @Test
  void sigtermCancelsAlsoAfterSigint() throws IOException, InterruptedException {
    var server = new Running();
    var running = server.schedule("gated");
    awaitBegun();
    server.process.signal("INT");
    await().until(() -> server.log().contains("SIGINT"));

    assertThat(server.end("TERM")).isZero();

    var next = new Running();
    assertThat(next.job(running).get("canceled").asBoolean()).isTrue();
    assertThat(next.end("TERM")).isZero();
  }

  @Test
  void jobsOfAKilledServerAreCanceled() throws IOException, InterruptedException {
    var server = new Running();
    var running = server.schedule("gated");
    var waiting = server.schedule("gated");
    awaitBegun();
    server.process.signal("KILL");
    server.process.finish();

    var next = new Running();

    assertThat(next.job(running).get("canceled").asBoolean()).isTrue();
    assertThat(next.job(running).get("end").isNull()).isFalse();
    assertThat(next.job(waiting).get("canceled").asBoolean()).isTrue();
    assertThat(next.end("TERM")).isZero();
  }

  @Test
  void jobsContinueIfThatIsAskedFor() throws IOException, InterruptedException {
    var server = new Running("--on-shutdown", "keep");
    var running = server.schedule("gated");
    var waiting = server.schedule("gated");
    awaitBegun();
    assertThat(server.end("TERM")).isZero();

    var next = new Running("--on-restart", "continue");
    assertThat(next.job(running).get("completed").asBoolean()).isFalse();
    write("open", "");
    next.awaitEnd(running);
    next.awaitEnd(waiting);

    assertThat(next.job(waiting).get("errored").asBoolean()).isFalse();
    assertThat(next.end("TERM")).isZero();
  }

  @Test
  void definitionsAreReadAgainOnASignal() throws IOException, InterruptedException {
    var server = new Running();
    write("pipelines.yml", "pipelines: {other: {tasks: {t: {}}}}\n");
    assertThat(server.get("/pipelines").body()).contains("gated");

    server.process.signal("USR1");
    await().atMost(LIMIT).until(() -> server.get("/pipelines").body().contains("other"));

    write("pipelines.yml", "pipelines: [");
    server.process.signal("USR1");
    await().atMost(LIMIT).until(() -> server.log().contains("loading pipelines.yml:1:"));
    assertThat(server.get("/pipelines").body()).contains("other");
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void changesAreNoticed() throws IOException, InterruptedException {
    var server = new Running("--watch", "--poll-interval", "1h");

    write("pipelines.yml", "pipelines: {other: {tasks: {t: {}}}}\n");

    await().atMost(LIMIT).until(() -> server.get("/pipelines").body().contains("other"));
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void whatIsNotReportedIsFoundByTheInterval() throws IOException, InterruptedException {
    var server = new Running("--watch", "--poll-interval", "200ms");

    write("new/deep/pipelines.yml", "pipelines: {other: {tasks: {t: {}}}}\n");

    await().atMost(LIMIT).until(() -> server.get("/pipelines").body().contains("other"));
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void aUserInterfaceIsServedBesideTheApi() throws IOException, InterruptedException {
    write("ui/index.html", "<p>hello");
    write("ui/dist/index.js", "run()");
    write("ui/pipelines", "never served");
    var server = new Running("--static", "ui", "--enable-profiling");

    assertThat(server.get("/").body()).isEqualTo("<p>hello");
    assertThat(server.get("/dist/index.js").body()).isEqualTo("run()");
    assertThat(server.get("/pipelines").body()).contains("gated");
    assertThat(server.get("/debug/pprof/").statusCode()).isEqualTo(200);
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void theDataOfTheOriginalIsTakenOver() throws IOException, InterruptedException {
    var id = "11111111-1111-4111-8111-111111111111";
    write(".prunner/data.json", """
        {"Jobs":[{"ID":"%s","Pipeline":"gated","Completed":true,"Created":"2021-05-06T10:00:00Z",
        "Start":"2021-05-06T10:00:01Z","End":"2021-05-06T10:00:02Z",
        "Tasks":[{"Name":"t","Status":"done","Start":"2021-05-06T10:00:01Z"}]}]}""".formatted(id));
    write(".prunner/logs/" + id + "/t-stdout.log", "old\n");

    var server = new Running();

    assertThat(server.job(id).get("end").asString()).isEqualTo("2021-05-06T10:00:02Z");
    assertThat(server.get("/job/logs?task=t&id=" + id).body())
        .isEqualTo("{\"stdout\":\"old\\n\",\"stderr\":\"\"}\n");
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void tasksGetTheEnvironmentWithoutTheSecret() throws IOException, InterruptedException {
    write("pipelines.yml", "pipelines: {p: {tasks: {t: {script: [env]}}}}\n");
    write(".env", "FROM_FILE=first\nPATH_OF_FILE=x\n");
    write(".env.local", "FROM_FILE=second\n");
    product.with("PRUNNER_JWT_SECRET", "0123456789abcdef0123").with("FROM_FILE", "process");
    var server = new Running();
    var job = server.schedule("p");
    server.awaitEnd(job);

    assertThat(server.get("/job/logs?task=t&id=" + job).body())
        .contains("FROM_FILE=second\\n", "PATH_OF_FILE=x\\n")
        .doesNotContain("JWT_SECRET", "FROM_FILE=process");
    assertThat(product.file(".prunner.yml")).doesNotExist();
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void anAddressThatIsTakenIsNamedAndNothingIsChanged() throws IOException, InterruptedException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var finished =
          product.command("prunner", "--address", "127.0.0.1:" + taken.getLocalPort());

      assertThat(finished.status()).isEqualTo(1);
      assertThat(finished.stderr().lines().toList().getLast()).isEqualTo(
          "Error starting HTTP API: cannot listen on 127.0.0.1:%d: another program uses it"
              .formatted(taken.getLocalPort()));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      --adress x             | Incorrect Usage: flag provided but not defined: -adress; did you mean --address?
      --poll-interval 0      | Error: --poll-interval: '0' is not valid; give a positive time such as 30s
      --jwt-secret short     | Error: --jwt-secret: jwt_secret must be at least 16 characters long
      --pattern missing.yml  | Error: loading definitions: loading
      --path broken          | Error: loading definitions: loading broken/pipelines.yml:1:
      --path typo --strict   | Error: loading definitions: loading typo/pipelines.yml:1:
      --env-files bad.env    | Error: loading env file
      nothing                | Error: there is no command nothing; see prunner help
      """)
  void mistakesEndTheStartWithAMessage(String options, String message)
      throws IOException, InterruptedException {
    write("broken/pipelines.yml", "pipelines: {p: {concurrency: -1}}\n");
    write("typo/pipelines.yml", "pipelines: {p: {concurency: 1}}\n");
    write("bad.env", "= x\n");

    var finished = product.command("prunner", options.split(" "));

    assertThat(finished.status()).isEqualTo(1);
    assertThat(finished.stderr()).contains(message);
    assertThat(finished.stdout()).isEmpty();
  }

  @Test
  void definitionsAreValidatedWithoutAServer() throws IOException, InterruptedException {
    assertThat(product.command("prunner", "validate").stdout())
        .isEqualTo("1 pipeline in 1 file\n");
    write("pipelines.yml", "pipelines:\n  p:\n    concurency: 1\n    concurrency: x\n");

    var finished = product.command("prunner", "validate");

    assertThat(finished.status()).isEqualTo(1);
    assertThat(finished.stdout().lines().toList()).satisfiesExactly(
        line -> assertThat(line).startsWith("pipelines.yml:3:5: a pipeline has no key concurency"),
        line -> assertThat(line).startsWith("pipelines.yml:4:18: decoding YAML: concurrency"));
    assertThat(List.of(product.file(".prunner"), product.file(".prunner.yml")))
        .noneMatch(Files::exists);
  }

  @Test
  void versionAndHelpArePrinted() throws IOException, InterruptedException {
    assertThat(product.command("prunner", "version").stdout()).isNotBlank();
    var help = product.command("prunner", "--help");
    assertThat(help.status()).isZero();
    assertThat(help.stdout()).contains("--poll-interval value", "[$PRUNNER_POLL_INTERVAL]");
    assertThat(product.command("prunner", "help").stdout()).isEqualTo(help.stdout());
  }
}
