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
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Backups of a server that runs, and servers on what was restored from them.
@Tag("long")
@Timeout(300)
@ExtendWith(ProductExtension.class)
class BackupIT {
  private final Product product;

  BackupIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void setUp() throws IOException {
    Files.writeString(product.file("pipelines.yml"), """
        pipelines:
          bytes:
            concurrency: 4
            tasks:
              print:
                script:
                  - printf 'a\\000\\377\\r\\nb'; head -c 100000 /dev/urandom; echo no >&2
              after:
                depends_on: [print]
                script: [echo done]
          exits:
            tasks:
              fail: {script: [echo begun; exit 7]}
          slow:
            concurrency: 1
            tasks:
              wait:
                script:
                  - echo so far; echo x >> starts; while ! test -e open; do sleep 0.05; done
          load:
            concurrency: 4
            tasks:
              t: {script: [echo load]}
        """);
  }

  /// What is asked for of each job: itself, and what its tasks have printed.
  private Map<String, String> answers(Served server, List<String> jobs) throws Exception {
    var answers = new LinkedHashMap<String, String>();
    for (var job : jobs) {
      answers.put(job, get(server, "/api/jobs/" + job));
      answers.put(job + " detail", get(server, "/job/detail?id=" + job));
      for (var step : new JsonMapper().readTree(answers.get(job)).get("steps")) {
        for (var stream : List.of("stdout", "stderr")) {
          var log = "/api/jobs/%s/steps/%s/log?stream=%s"
              .formatted(job, step.get("name").asString(), stream);
          answers.put(log, get(server, log));
        }
      }
    }
    return answers;
  }

  private static String get(Served server, String path) throws Exception {
    var answer = server.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }

  private static void load(Served server, AtomicBoolean isOver) {
    try {
      while (!isOver.get()) {
        var _ = server.schedule("load");
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Product.Finished ran(String... words) throws Exception {
    var finished = product.run(words);
    assertThat(finished.status()).as(finished.stderr()).isZero();
    return finished;
  }

  private JsonNode job(Served server, String id) throws Exception {
    return new JsonMapper().readTree(get(server, "/api/jobs/" + id));
  }

  @Test
  void whatWasExportedUnderLoadIsThereAfterTheImport() throws Exception {
    var server = Served.start(product);
    var ended = new ArrayList<String>();
    for (int i = 0; i < 3; i++) {
      ended.add(server.schedule("bytes"));
    }
    ended.add(server.schedule("exits"));
    ended.forEach(server::awaitEnd);
    var running = server.schedule("slow");
    var waiting = server.schedule("slow");
    Served.awaitFile(product.file("starts"));
    var before = answers(server, ended);
    var isOver = new AtomicBoolean();
    var client = Thread.startVirtualThread(() -> load(server, isOver));
    await().until(() -> get(server, "/api/jobs?pipeline=load").contains("succeeded"));

    var said = new JsonMapper().readTree(ran("jobs", "export", "b.tar.gz", "--json").stdout());
    var remote = product.with("PARALLELR_TOKEN", token("admin"))
        .run("jobs", "export", "remote.tar.gz", "--url", server.url());
    product.without("PARALLELR_TOKEN");

    isOver.set(true);
    client.join();
    assertThat(said.get("running").asInt()).isPositive();
    assertThat(said.get("waiting").asInt()).isPositive();
    assertThat(remote.status()).as(remote.stderr()).isZero();
    assertThat(Files.getPosixFilePermissions(product.file("b.tar.gz")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    for (var archive : List.of("b.tar.gz", "remote.tar.gz")) {
      var data = archive + ".data";
      var imported = ran("jobs", "import", archive, "--data", data);
      assertThat(imported.stdout()).startsWith("imported ");
      assertThat(imported.stderr()).contains("had not ended");
      assertThat(integrity(product.file(data))).isEqualTo("ok");
      var restored = Served.start(product.with("PARALLELR_SERVE_JWT_SECRETS", secret()), "--data",
          data);
      assertThat(answers(restored, ended)).isEqualTo(before);
      for (var job : ended) {
        assertSameLogs(product.file(data), job);
      }
      assertThat(job(restored, running).get("state").asString()).isEqualTo("lost");
      assertThat(job(restored, running).get("message").asString()).contains("backup");
      assertThat(job(restored, waiting).get("state").asString()).isEqualTo("canceled");
      assertThat(job(restored, waiting).get("message").asString()).contains("backup");
      assertThat(get(restored, "/api/jobs/%s/steps/wait/log".formatted(running)))
          .isEqualTo("so far\n");
      assertThat(restored.end("TERM")).isZero();
      product.without("PARALLELR_SERVE_JWT_SECRETS");
    }
    assertThat(job(server, running).get("state").asString()).isEqualTo("running");
    assertThat(Files.readString(product.file("starts"))).isEqualTo("x\n");
    Files.writeString(product.file("open"), "");
    server.awaitEnd(running);
    server.awaitEnd(waiting);
    assertThat(server.end("TERM")).isZero();
  }

  /// The one of the first server, so that its tokens hold.
  private String secret() throws IOException {
    return Files.readString(product.home().resolve("serve/secret")).strip();
  }

  private String token(String scope) throws Exception {
    return ran("jobs", "token", "--scope", scope).stdout().strip();
  }

  private void assertSameLogs(Path data, String job) throws IOException {
    var from = product.home().resolve("serve/logs").resolve(job);
    try (var files = Files.list(from)) {
      for (var file : files.toList()) {
        assertThat(data.resolve("logs").resolve(job).resolve(file.getFileName()))
            .hasSameBinaryContentAs(file);
      }
    }
  }

  private static String integrity(Path data) throws Exception {
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("jobs.db"));
        var statement = database.createStatement();
        var found = statement.executeQuery("PRAGMA integrity_check")) {
      return found.getString(1);
    }
  }

  @Test
  void waitingJobsRunOnceTheyAreResumed() throws Exception {
    var server = Served.start(product);
    var running = server.schedule("slow");
    Served.awaitFile(product.file("starts"));
    var waiting = server.schedule("slow");
    server.process().signal("KILL"); // the export is of what a killed server has left
    assertThat(server.process().finish().status()).isNotZero();
    ran("jobs", "export", "b.tar.gz");
    Files.writeString(product.file("open"), "");

    ran("jobs", "import", "b.tar.gz", "--data", "new", "--resume");

    var restored = Served.start(product, "--data", "new", "--secrets-file", "home/serve/secret");
    restored.awaitEnd(waiting);
    assertThat(job(restored, waiting).get("state").asString()).isEqualTo("succeeded");
    assertThat(job(restored, running).get("state").asString()).isEqualTo("lost");
    assertThat(Files.readString(product.file("starts"))).isEqualTo("x\nx\n");
    assertThat(restored.end("TERM")).isZero();
  }

  @Test
  void aDirectoryInUseIsRefusedAndStandardStreamsWork() throws Exception {
    var server = Served.start(product);
    server.awaitEnd(server.schedule("exits"));
    var archive = product.file("b.tar.gz");
    var exported = product.startCommand(
        List.of("sh", "-c", "'%s' jobs export - >b.tar.gz".formatted(Product.launcher()))).finish();
    assertThat(exported.status()).as(exported.stderr()).isZero();

    var refused = product.run("jobs", "import", archive.toString());

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr().lines()).singleElement()
        .asString()
        .contains("is used by another process");
    var imported = product.startCommand(
        List.of("sh", "-c",
            "'%s' jobs import - --data new <b.tar.gz".formatted(Product.launcher())))
        .finish();
    assertThat(imported.status()).as(imported.stderr()).isZero();
    assertThat(imported.stdout()).startsWith("imported 1 job of ");
    assertThat(server.end("TERM")).isZero();
    var occupied = product.run("jobs", "import", archive.toString());
    assertThat(occupied.status()).isEqualTo(2);
    assertThat(occupied.stderr()).contains("has jobs already; give a new directory");
  }

  @Test
  void onlyAdministratorsOfAllPipelinesGetOne() throws Exception {
    var server = Served.start(product);
    var narrow =
        ran("jobs", "token", "--scope", "admin", "--pipeline", "slow").stdout().strip();

    assertThat(export(server, token("read"))).isEqualTo(403);
    assertThat(export(server, narrow)).isEqualTo(403);
    assertThat(export(server, "a.b.c")).isEqualTo(401);
    assertThat(export(server, token("admin"))).isEqualTo(200);
  }

  private static int export(Served server, String token) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(server.url() + "/api/export"))
              .header("Authorization", "Bearer " + token)
              .build(),
          HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
