package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A server takes the place of another that runs.
@Tag("long")
@Timeout(300)
@ExtendWith(ProductExtension.class)
class HandoverIT {
  private static final int TAKEOVERS = 5;
  private static final int NOT_REPLACED = 6;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern LISTENING =
      Pattern.compile("listening on .*?(127\\.0\\.0\\.1:\\d+)");
  private static final String LINES =
      IntStream.rangeClosed(1, 60).mapToObj("line %d\n"::formatted).collect(Collectors.joining());

  private final Product product;

  HandoverIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void setUp() throws IOException {
    Files.writeString(product.file("pipelines.yml"), """
        pipelines:
          quick:
            concurrency: 5
            tasks:
              a: {script: ["echo {{.__jobID}} $TASK_NAME >> marks"]}
              b: {script: ["sleep 0.3; echo {{.__jobID}} $TASK_NAME >> marks"], depends_on: [a]}
          long:
            concurrency: 9
            tasks:
              t:
                script:
                - echo {{.__jobID}} $TASK_NAME >> marks
                - for i in $(seq 60); do echo line $i; sleep 0.5; done
                - exit 3
          wait:
            tasks:
              t: {script: ["touch began; until [ -e go ]; do sleep 0.05; done; echo went; exit 4"]}
        """);
    Files.createFile(product.file("marks"));
  }

  private Path socket() {
    return product.home().resolve("serve/socket");
  }

  private static void awaitEnded(Served server, int status) throws Exception {
    assertThat(server.process().finish().status()).as(server.log()).isEqualTo(status);
  }

  @Test
  void underLoadNoRequestFailsAndNothingIsLost() throws Exception {
    var server = Served.start(product);
    var token = product.run("jobs", "token").stdout().strip();
    var running = server.schedule("long");

    var load = Load.start(server.url(), token, socket());
    for (int i = 0; i < TAKEOVERS; i++) {
      awaitAnswers(load);
      var next = Served.replace(product);
      assertThat(next.url()).isEqualTo(server.url());
      awaitEnded(server, 0);
      server = next;
    }
    awaitAnswers(load);
    load.end();

    assertThat(load.failures()).isEmpty();
    awaitAllEnded(server);
    requireEachOnce(load.accepted(), server);
    var job = server.job(running);
    assertThat(job.get("tasks").get(0).get("exitCode").asInt()).isEqualTo(3);
    assertThat(server.get("/api/jobs/%s/steps/t/log".formatted(running)).body()).isEqualTo(LINES);
    assertThat(runs().get(running + " t")).isEqualTo(1);
    assertThat(server.end("TERM")).isZero();
  }

  private static void awaitAnswers(Load load) {
    int before = load.answers();
    await().atMost(LIMIT).until(() -> load.answers() > before + 20);
  }

  private void awaitAllEnded(Served server) {
    await().atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> assertThat(product.run("jobs", "ls", "--state", "waiting,running").stdout())
                .as(server.log())
                .doesNotContain("quick", "long"));
  }

  private void requireEachOnce(List<String> jobs, Served server) throws Exception {
    var runs = runs();
    for (var id : jobs) {
      assertThat(runs.get(id + " a")).as(id).isEqualTo(1);
      assertThat(runs.get(id + " b")).as(id).isEqualTo(1);
    }
    assertThat(jobs).hasSizeGreaterThan(TAKEOVERS);
    var job = server.job(jobs.getLast());
    assertThat(job.get("completed").asBoolean()).isTrue();
    assertThat(job.get("errored").asBoolean()).as("%s", job).isFalse();
  }

  private Map<String, Integer> runs() throws IOException {
    var runs = new HashMap<String, Integer>();
    Files.readAllLines(product.file("marks")).forEach(line -> runs.merge(line, 1, Integer::sum));
    return runs;
  }

  @Test
  void whoFollowsAJobSeesItsEnd() throws Exception {
    var server = Served.start(product);
    var client = product.start("jobs", "run", "long", "--follow");
    await().atMost(LIMIT).until(() -> Files.readString(client.stdout()).contains("line 1\n"));

    var next = Served.replace(product);

    awaitEnded(server, 0);
    var finished = client.finish();
    assertThat(finished.status()).as(finished.stderr()).isEqualTo(3);
    assertThat(finished.stdout()).contains(LINES);
    assertThat(next.end("TERM")).isZero();
  }

  @Test
  void withoutAServerItStarts() throws Exception {
    var server = Served.replace(product);
    assertThat(server.get("/pipelines").statusCode()).isEqualTo(200);
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void aDetachedServerIsReplacedByADetachedOne() throws Exception {
    int old = product.detach("serve", "--address", "127.0.0.1:0");
    int next = product.detach("serve", "--address", "127.0.0.1:0", "--replace");

    assertThat(next).isNotEqualTo(old);
    assertThat(Product.runs(old)).isFalse();
    assertThat(product.run("--list-workers").stdout()).contains(next + " ")
        .doesNotContain(old + " ");
    assertThat(product.run("jobs", "pipelines").status()).isZero();
    product.endAll();
  }

  @Test
  void aBrokenConfigurationLeavesTheOtherAsItIs() throws Exception {
    var server = Served.start(product);
    var good = Files.readString(product.file("pipelines.yml"));
    Files.writeString(product.file("pipelines.yml"), "pipelines: {x: {tasks: {a: {script: 1}}}}");

    requireRefused(server, 2, "script");

    Files.writeString(product.file("pipelines.yml"), good);
    requireRefused(server, 2, "cannot listen on 192.0.2.1:1", "--address", "192.0.2.1:1",
        "--secrets-file", secrets());
    assertThat(server.log()).doesNotContain("takes over");
    assertThat(server.end("TERM")).isZero();
  }

  private String secrets() throws IOException {
    var file =
        Files.writeString(product.file("secrets"), "0123456789012345678901234567890123456789");
    Files.setPosixFilePermissions(
        file,
        PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }

  private void requireRefused(Served server, int status, String says, String... options)
      throws Exception {
    var words = new ArrayList<>(List.of("serve", "--replace"));
    words.addAll(List.of(options));
    if (options.length == 0) {
      words.addAll(List.of("--address", "127.0.0.1:0"));
    }
    var refused = product.run(words.toArray(String[]::new));
    assertThat(refused.status()).as(refused.stderr()).isEqualTo(status);
    assertThat(refused.stderr()).contains(says);
    assertThat(refused.stderr().lines().filter(line -> line.startsWith("parallelr: ")))
        .as(refused.stderr())
        .hasSize(1);
    assertThat(server.get("/pipelines").statusCode()).isEqualTo(200);
  }

  @Test
  void aServerThatDoesNotKnowItGoesOn() throws Exception {
    var server = Served.start(product);
    Files.delete(product.home().resolve("serve/handover"));
    requireRefused(server, NOT_REPLACED, "of an earlier version");
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void aServerThatDoesNotAnswerGoesOn() throws Exception {
    var server = Served.start(product);
    server.process().signal("STOP");
    var refused = product.run("serve", "--address", "127.0.0.1:0", "--replace");
    server.process().signal("CONT");
    assertThat(refused.status()).as(refused.stderr()).isEqualTo(NOT_REPLACED);
    assertThat(refused.stderr()).contains("has not answered for 30 seconds");
    assertThat(server.get("/pipelines").statusCode()).isEqualTo(200);
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void oneThatDiesBeforeItHasTakenOverLeavesTheOtherServing() throws Exception {
    var server = Served.start(product);
    var running = server.schedule("wait");
    Served.awaitFile(product.file("began"));

    var uri = URI.create(server.url());
    try (var silent = new Socket(uri.getHost(), uri.getPort())) { // which is waited for
      silent.getOutputStream().write("GET /healthz HTTP/1.1\r\n".getBytes(US_ASCII));
      var next = product.start("serve", "--address", "127.0.0.1:0", "--replace");
      await().atMost(LIMIT).until(() -> server.log().contains("takes over"));
      next.signal("KILL");
      await().atMost(LIMIT).until(() -> server.log().contains("serving as before"));
    }

    assertThat(server.get("/pipelines").statusCode()).isEqualTo(200);
    await("by the unix socket").atMost(LIMIT).untilAsserted(() -> {
      var listed = product.run("jobs", "ls");
      assertThat(listed.status()).as("%s, server: %s", listed.stderr(), server.log()).isZero();
    });
    Files.createFile(product.file("go"));
    server.awaitEnd(running);
    var next = Served.replace(product);
    awaitEnded(server, 0);
    assertThat(next.job(running).get("tasks").get(0).get("exitCode").asInt()).isEqualTo(4);
    assertThat(next.end("TERM")).isZero();
  }

  @Test
  void oneThatDiesWhenTheOtherIsGoneLosesNothing() throws Exception {
    var server = Served.start(product);
    var running = server.schedule("wait");
    var waiting = server.schedule("wait");
    Served.awaitFile(product.file("began"));
    var next = product.start("serve", "--address", "127.0.0.1:0", "--replace");
    await().atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> server.log().contains("what runs continues"));
    next.signal("KILL");
    awaitEnded(server, 0);

    var third = Served.start(product);
    Files.createFile(product.file("go"));
    for (var job : List.of(running, waiting)) {
      third.awaitEnd(job);
      assertThat(third.job(job).get("tasks").get(0).get("exitCode").asInt()).isEqualTo(4);
      assertThat(third.get("/api/jobs/%s/steps/t/log".formatted(job)).body()).isEqualTo("went\n");
    }
    assertThat(third.end("TERM")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
      "prunner --address 127.0.0.1:0",
      "autoexecflow server --aef-open --addr 127.0.0.1:0 --root_dir tasks"})
  void theOtherServersAreReplacedToo(String command) throws Exception {
    var words = new ArrayList<>(List.of(command.split(" ")));
    words.set(0, Product.program(words.getFirst()));

    var old = product.startCommand(words);
    var address = address(old);
    words.add("--replace");
    var next = product.startCommand(words);

    assertThat(address(next)).isEqualTo(address);
    var ended = old.finish();
    assertThat(ended.status()).as(ended.stderr()).isZero();
    next.signal("TERM");
    assertThat(next.finish().status()).isZero();
  }

  private static String address(Product.Started server) {
    return await().atMost(LIMIT)
        .until(
            () -> LISTENING
                .matcher(Files.readString(server.stdout()) + Files.readString(server.stderr()))
                .results()
                .map(found -> found.group(1))
                .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }
}
