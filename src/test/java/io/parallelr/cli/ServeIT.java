package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The server from its start to its end.
@Tag("long")
@Timeout(180)
@ExtendWith(ProductExtension.class)
class ServeIT {
  private static final String SECRET = "a secret that was chosen";

  private final Product product;

  ServeIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void setUp() throws IOException {
    Files.writeString(product.file("pipelines.yml"), """
        pipelines:
          short:
            tasks:
              say:
                script:
                  - echo said
                  - env > task-environment
          gated:
            queue_limit: 10
            tasks:
              wait:
                script:
                  - touch begun; while ! [ -e open ]; do sleep 0.05; done; echo through
        """);
  }

  @Test
  void jobsRunOverHttpWithATokenOnly() throws IOException, InterruptedException {
    var server = Served.start(product);

    assertThat(server.send(HttpRequest.newBuilder(), "/pipelines", "").statusCode()).isEqualTo(401);
    assertThat(server.send(HttpRequest.newBuilder(), "/pipelines", "a.b.c").statusCode())
        .isEqualTo(401);
    assertThat(server.get("/pipelines").body()).contains("\"short\"", "\"gated\"");
    assertThat(server.get("/api/pipelines").statusCode()).isEqualTo(200);
    var job = server.schedule("short");
    server.awaitEnd(job);
    assertThat(server.job(job).get("errored").asBoolean()).isFalse();
    assertThat(server.get("/job/logs?id=" + job + "&task=say").body()).contains("said");
    assertThat(product.home().resolve("serve/secret")).satisfies(ServeIT::isPrivate);
    assertThat(product.home().resolve("serve")).satisfies(ServeIT::isPrivate);
    assertThat(server.end("TERM")).isZero();
  }

  private static void isPrivate(Path file) throws IOException {
    assertThat(Files.getPosixFilePermissions(file).toString()).doesNotContain("GROUP", "OTHERS");
  }

  @Test
  void runningAndWaitingJobsOutliveTheServer() throws IOException, InterruptedException {
    var first = Served.start(product);
    var running = first.schedule("gated");
    var waiting = first.schedule("gated");
    Served.awaitFile(product.file("begun"));
    assertThat(first.end("INT")).isZero();
    assertThat(first.log()).contains("what runs continues");

    var second = Served.start(product);
    assertThat(second.job(running).get("completed").asBoolean()).isFalse();
    Files.writeString(product.file("open"), "");
    second.awaitEnd(running);
    second.awaitEnd(waiting);

    assertThat(second.job(running).get("errored").asBoolean()).isFalse();
    assertThat(second.job(waiting).get("canceled").asBoolean()).isFalse();
    assertThat(second.get("/job/logs?id=" + running + "&task=wait").body()).contains("through");
    assertThat(second.end("TERM")).isZero();
  }

  @Test
  void aServerThatFinishesWaitsForWhatRuns() throws IOException, InterruptedException {
    var server = Served.start(product, "--on-shutdown", "finish");
    var running = server.schedule("gated");
    var waiting = server.schedule("gated");
    Served.awaitFile(product.file("begun"));

    server.process().signal("TERM");
    await().until(() -> server.job(waiting).get("canceled").asBoolean());
    assertThat(server.process().process().isAlive()).isTrue();
    assertThat(server.post("/pipelines/schedule", "{\"pipeline\":\"short\"}").statusCode())
        .isBetween(400, 599);
    Files.writeString(product.file("open"), "");

    assertThat(server.process().finish().status()).isZero();
    var next = Served.start(product);
    assertThat(next.job(running).get("errored").asBoolean()).isFalse();
    assertThat(next.end("TERM")).isZero();
  }

  @Test
  void aSecondSignalIsStricter() throws IOException, InterruptedException {
    var server = Served.start(product, "--on-shutdown", "finish");
    var running = server.schedule("gated");
    Served.awaitFile(product.file("begun"));

    server.process().signal("TERM");
    await().until(() -> server.log().contains("a second signal cancels them"));
    server.process().signal("TERM");

    assertThat(server.process().finish().status()).isZero();
    var next = Served.start(product);
    assertThat(next.job(running).get("canceled").asBoolean()).isTrue();
    assertThat(next.end("TERM")).isZero();
  }

  @Test
  void othersSeeAndEndItWithItsTasks() throws IOException, InterruptedException {
    var started = product.run("serve", "--address", "127.0.0.1:0", "-d");
    assertThat(started.status()).as(started.stderr()).isZero();
    assertThat(started.stdout()).contains("http://127.0.0.1:", "unix:");
    long pid = Long.parseLong(started.stdout().split(" ", 3)[1]);
    var hello = product.run("jobs", "run", "gated");
    assertThat(hello.status()).as(hello.stderr()).isZero();
    Served.awaitFile(product.file("begun"));
    Product.signal("HUP", pid);

    var listed = product.run("--list-workers").stdout();
    var killed = product.run("-k", "-y");

    assertThat(listed).contains("supervisor " + pid, "/wait");
    assertThat(killed.status()).as(killed.stderr()).isZero();
    await().until(() -> !Product.runs(pid));
    await().until(() -> product.run("--list-workers").stdout().startsWith("nothing is running"));
  }

  @Test
  void definitionsAreReadAgain() throws IOException, InterruptedException {
    var server = Served.start(product);
    Files.writeString(product.file("pipelines.yml"), "pipelines:\n  bad: [\n");
    server.process().signal("USR1");
    await().until(() -> server.log().contains("pipelines.yml:"));
    assertThat(server.get("/pipelines").body()).contains("\"short\"");

    Files.writeString(
        product.file("pipelines.yml"),
        "pipelines:\n  another:\n    tasks:\n      a:\n        script: ['true']\n");
    server.process().signal("USR1");
    await().until(() -> server.get("/pipelines").body().contains("\"another\""));
    assertThat(server.get("/pipelines").body()).doesNotContain("\"short\"");
    assertThat(server.post("/api/reload", "").statusCode()).isEqualTo(403);
    var admin = product.run("jobs", "token", "--scope", "admin").stdout().strip();
    assertThat(
        server.send(
            HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()),
            "/api/reload",
            admin).body())
        .isEqualTo("{\"pipelines\":1}\n");

    Files.writeString(product.file("pipelines.yml"), "pipelines:\n  another: [\n");
    var refused = server.send(
        HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()), "/api/reload", admin);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("pipelines.yml:");
    assertThat(server.get("/pipelines").body()).contains("\"another\"");
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void tasksDoNotGetTheSecret() throws IOException, InterruptedException {
    product.with("PARALLELR_SERVE_JWT_SECRETS", SECRET);
    Files.writeString(product.file(".env"), "FROM_FILE=yes\n");
    var server = Served.start(product);
    server.awaitEnd(server.schedule("short"));

    assertThat(product.file("task-environment")).content()
        .contains("FROM_FILE=yes")
        .doesNotContain(SECRET);
    assertThat(server.log()).doesNotContain(SECRET);
    assertThat(product.run("--show-config").stdout())
        .contains("serve.jwt-secrets", "(not shown)")
        .doesNotContain(SECRET);
    assertThat(server.end("TERM")).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      --address 0.0.0.0:0            | serve.address: others can reach 0.0.0.0:0, so it needs a secret of your own
      --address 127.0.0.1            | --address is '127.0.0.1', not an address with its port
      --address 127.0.0.1:99999      | --address is '127.0.0.1:99999', not an address with its port
      --address no.such.invalid:0    | serve.address: the host no.such.invalid is unknown
      --address none --socket none   | nobody could reach the server: set serve.address or serve.socket
      --data a-file                  | a-file: not a directory; make it writable, or give another with --data
      --static missing               | serve.static:
      --secrets-file missing         | the file of secrets cannot be used
      --secrets-file short           | a secret of at least 16 characters is needed on each line
      --slots 5000                   | serve.slots: 5000 is more than 4096
      --path missing                 | the directory of pipelines does not exist; create it
      --path broken                  | parallelr: broken/pipelines.yml:4:1:
      --path unknown --strict        | parallelr: unknown/pipelines.yml:3:5:
      --on-restart never             | --on-restart is 'never', not one of continue, cancel
      --adress 127.0.0.1:0           | unknown option '--adress'; did you mean --address?
      nothing                        | unknown command 'nothing'; see parallelr serve --help
      """)
  void aBadStartIsOneClearLine(String options, String said)
      throws IOException, InterruptedException {
    Files.writeString(product.file("a-file"), "");
    Files.writeString(product.file("short"), "short\n");
    write("broken/pipelines.yml", "pipelines:\n  a:\n    tasks: [\n");
    write("unknown/pipelines.yml", "pipelines:\n  a:\n    colour: red\n    tasks: {}\n");
    var words = ("serve " + options).split(" ");

    var finished = product.run(words);

    assertThat(finished.status()).as(finished.stderr()).isEqualTo(2);
    assertThat(finished.stdout()).isEmpty();
    assertThat(finished.stderr().lines().filter(line -> line.startsWith("parallelr: ")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).doesNotContain("Exception"));
    assertThat(finished.stderr()).contains(said);
  }

  @Test
  void anAddressOrDataInUseTouchesNoJob() throws IOException, InterruptedException {
    var server = Served.start(product);
    var job = server.schedule("gated");
    Served.awaitFile(product.file("begun"));

    var sameData = product.run("serve", "--address", "127.0.0.1:0");
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var samePort = product.run(
          "serve", "--data", "other", "--address", "127.0.0.1:" + taken.getLocalPort());
      assertThat(samePort.status()).isEqualTo(2);
      assertThat(samePort.stderr())
          .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort(),
              "another program uses it");
    }

    assertThat(sameData.status()).isEqualTo(2);
    assertThat(sameData.stderr()).contains("home/serve");
    assertThat(server.job(job).get("completed").asBoolean()).isFalse();
    Files.writeString(product.file("open"), "");
    server.awaitEnd(job);
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void definitionsCanBeCheckedAlone() throws IOException, InterruptedException {
    write("unknown/pipelines.yml", "pipelines:\n  a:\n    colour: red\n    tasks: {}\n");

    var valid = product.run("serve", "validate", "--pattern", "*.yml");
    var warned = product.run("serve", "validate", "--path", "unknown");
    var strict = product.run("serve", "validate", "--path", "unknown", "--strict");

    assertThat(valid.stdout()).contains("2 pipelines in 1 file: valid");
    assertThat(warned.status()).isZero();
    assertThat(warned.stderr()).contains("unknown/pipelines.yml:3:5: ");
    assertThat(strict.status()).isEqualTo(2);
    assertThat(strict.stderr()).contains("unknown/pipelines.yml:3:5: ");
    assertThat(product.home().resolve("serve")).doesNotExist();
  }

  private void write(String name, String text) throws IOException {
    var file = product.file(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
