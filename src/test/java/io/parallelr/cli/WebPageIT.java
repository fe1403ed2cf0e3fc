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
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the page of a server asks for, with real runs of the command line beside it.
@Timeout(300)
@ExtendWith(ProductExtension.class)
class WebPageIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Product product;
  private Served server;
  private String token;

  WebPageIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void setUp() throws IOException, InterruptedException {
    Files.writeString(
        product.file("pipelines.yml"),
        "pipelines: {p: {tasks: {t: {script: [\"true\"]}}}}\n");
    server = Served.start(product);
    token = product.run("jobs", "token", "--scope", "read,run,cancel,admin").stdout().strip();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    var answer = server.send(HttpRequest.newBuilder(), path, token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonMapper().readTree(answer.body());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return server.send(
        HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)), path, token);
  }

  private void done(String path, String body) throws IOException, InterruptedException {
    var answer = post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
  }

  /// Three tasks that each wait for a file, whose content decides whether they succeed.
  private String batch(int slots) throws IOException, InterruptedException {
    for (int i = 1; i <= 3; i++) {
      product.task(
          "t" + i + ".sh",
          "echo begun %d; while ! [ -s %s ]; do sleep 0.05; done; echo ended; exit $(cat %2$s)"
              .formatted(i, gate(i)));
    }
    product.detach(
        "-T", product.file("tasks").toString(), "-C", "sh @TASK@", "-m", String.valueOf(slots),
        "-r", "--name", "batch");
    return String.valueOf(product.latestRun().getFileName());
  }

  private Path gate(int task) {
    return product.file("gate-" + task);
  }

  private void open(int task, int status) throws IOException {
    Files.writeString(gate(task), String.valueOf(status));
  }

  private void awaitState(String run, String state) {
    await().atMost(LIMIT).until(() -> get(run).get("state").asString().equals(state));
  }

  @Test
  void aLinkLetsABrowserIn() throws Exception {
    var printed = product.run("jobs", "login-link");
    assertThat(printed.status()).as(printed.stderr()).isZero();
    var link = printed.stdout().strip();
    assertThat(link).startsWith(server.url() + "/ui/login?ticket=");
    try (var browser = HttpClient.newHttpClient()) {
      var entered = browser.send(
          HttpRequest.newBuilder(URI.create(link)).build(),
          HttpResponse.BodyHandlers.ofString());
      assertThat(entered.statusCode()).isEqualTo(303);
      var cookie = entered.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];

      var session = browser.send(
          HttpRequest.newBuilder(URI.create(server.url() + "/api/session"))
              .header("Cookie", cookie)
              .build(),
          HttpResponse.BodyHandlers.ofString());

      assertThat(session.statusCode()).isEqualTo(200);
      assertThat(new JsonMapper().readTree(session.body()).get("may").get("admin").asBoolean())
          .as("over the socket its owner has all rights")
          .isTrue();
    }
    var ticket = link.substring(link.indexOf('=') + 1);
    assertThat(server.log()).doesNotContain(ticket);
    assertThat(Files.readString(server.process().stdout())).doesNotContain("ticket");
  }

  @Test
  void aRunIsShownSteeredAndTriedAgain() throws Exception {
    var id = batch(1);
    var run = "/api/runs/" + id;
    await().atMost(LIMIT).until(() -> get(run).get("running").size() == 1);
    var shown = get(run + "?explain=true");
    assertThat(shown.get("name").asString()).isEqualTo("batch");
    assertThat(shown.get("total").asInt()).isEqualTo(3);
    assertThat(shown.get("counts").get("pending").asInt()).isEqualTo(2);
    assertThat(shown.get("explain").asString()).contains("1 of 1 slot");
    assertThat(get("/api/overview").get("running_runs").get(0).get("id").asString())
        .isEqualTo(id);

    done(run + "/slots", "{\"change\":\"+1\"}");
    await().atMost(LIMIT).until(() -> get(run).get("running").size() == 2);
    done(run + "/pause", "{}");
    assertThat(get(run).get("progress").get("state").asString()).isEqualTo("paused");
    done(run + "/unpause", "{}");
    await().atMost(LIMIT)
        .until(() -> output(run, 1).body().equals("begun 1\n"));
    assertThat(output(run, 1).headers().firstValue("X-Log-Complete")).contains("false");

    done(run + "/tasks/2/kill", "");
    await().atMost(LIMIT)
        .until(() -> get(run + "/tasks/2").get("state").asString().equals("cancelled"));
    open(1, 0);
    open(3, 4);
    awaitState(run, "failed");
    assertThat(output(run, 1).body()).isEqualTo("begun 1\nended\n");
    var failed = get(run + "/tasks?state=failed").get("tasks");
    assertThat(failed).hasSize(1);
    assertThat(failed.get(0).get("exit_code").asInt()).isEqualTo(4);
    await().atMost(LIMIT) // it is made once a second
        .until(() -> !get("/api/overview").get("failed").isEmpty());
    assertThat(get("/api/overview").get("failed").get(0).get("run").asString()).isEqualTo(id);

    open(2, 0);
    open(3, 0);
    var again = post(run + "/retry", "");
    assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
    var next = new JsonMapper().readTree(again.body()).get("run").asString();
    assertThat(next).isNotEqualTo(id);
    awaitState("/api/runs/" + next, "succeeded");
    assertThat(get("/api/runs/" + next).get("continues").asString()).isEqualTo(id);
  }

  private HttpResponse<String> output(String run, int task)
      throws IOException, InterruptedException {
    return server.send(
        HttpRequest.newBuilder(), run + "/tasks/%d/output".formatted(task), token);
  }

  @Test
  void workersAreListedAndEndedAndTheServerStaysRegistered() throws Exception {
    var id = batch(2);
    await().atMost(LIMIT).until(() -> get("/api/runs/" + id).get("running").size() == 2);

    var workers = get("/api/workers");
    long own = workers.get("server_process_id").asLong();
    assertThat(workers.get("supervisors")).hasSize(2);
    var batch = supervisor(workers, id).orElseThrow();
    assertThat(batch.get("running")).hasSize(2);
    assertThat(batch.get("running").get(0).get("memory_bytes").asLong()).isPositive();
    assertThat(workers.get("orphans")).isEmpty();

    assertThat(post("/api/workers/%d/end".formatted(own), "").statusCode()).isEqualTo(409);
    assertThat(post("/api/workers/1/end", "").statusCode()).isEqualTo(404);
    done("/api/workers/%d/end".formatted(batch.get("process_id").asLong()), "");
    awaitState("/api/runs/" + id, "interrupted");
    assertThat(supervisor(get("/api/workers"), id)).isEmpty();

    // a lock goes when its holder opens the file once more
    var seen = new JsonMapper()
        .readTree(product.run("--list-workers", "--json").stdout())
        .get("supervisors");
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).get("process_id").asLong()).isEqualTo(own);
    var second = product.run("serve", "--address", "127.0.0.1:0");
    assertThat(second.status()).as("its data is still its own").isEqualTo(2);
  }

  private static Optional<JsonNode> supervisor(JsonNode workers, String run) {
    for (var one : workers.get("supervisors")) {
      if (one.get("session_id").asString().equals(run)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  @Test
  void aFileOfAQueueThatHasFailedIsPutBack() throws Exception {
    var queue = Files.createDirectory(product.file("queue"));
    product.detach(
        "-T", queue.toString(), "-C", "sh @TASK@", "-r", "--watch");
    var hidden = Files.writeString(queue.resolve(".a"), "echo bad >&2; test -e " + gate(9));
    Files.move(hidden, queue.resolve("a.sh"));
    await().atMost(LIMIT).until(() -> queues().get("failed").asInt() == 1);

    var path = "/api/queues/" + queues().get("id").asString();
    var file = get(path).get("failed_files").get(0);
    assertThat(file.get("name").asString()).isEqualTo("a.sh");
    assertThat(file.get("reason").asString()).isEqualTo("Exit code 1");
    assertThat(file.get("stderr").asString()).isEqualTo("bad");
    open(9, 0);
    done(path + "/requeue", "{\"name\":\"a.sh\"}");

    await().atMost(LIMIT).until(() -> queues().get("done").asInt() == 1);
  }

  private JsonNode queues() throws IOException, InterruptedException {
    return get("/api/queues").get("queues").get(0);
  }
}
