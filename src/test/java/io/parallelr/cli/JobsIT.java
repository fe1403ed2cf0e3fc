package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The client of a server.
@Tag("long")
@Timeout(180)
@ExtendWith(ProductExtension.class)
class JobsIT {
  private final Product product;

  JobsIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void setUp() throws IOException {
    Files.writeString(product.file("pipelines.yml"), """
        pipelines:
          greet:
            tasks:
              say:
                script:
                  - echo 'hello {{ .name }}, {{ .n }}'
                  - echo careful >&2
              after:
                depends_on: [say]
                script: [printf 'no line end']
          exits:
            tasks:
              fail:
                script: [exit 7]
          slow:
            queue_limit: 1
            tasks:
              wait:
                script:
                  - echo begun; touch begun; while ! [ -e open ]; do sleep 0.05; done; echo through
          limited:
            tasks:
              wait:
                timeout: 100ms
                script: [sleep 60]
        """);
  }

  @Test
  void tokensAreMadeForServersWithOtherData() throws IOException, InterruptedException {
    var data = product.file("other");
    var server = Served.start(product, "--data", data.toString());

    var signed = product.run("jobs", "token", "--data", data.toString(), "--scope", "read");
    var asked = product.run(
        "jobs", "token", "--socket", data.resolve("socket").toString(), "--scope", "read");

    for (var made : List.of(signed, asked)) {
      assertThat(made.status()).as(made.stderr()).isZero();
      var listed = product.run(
          "jobs", "ls", "--url", server.url(), "--token", made.stdout().strip());
      assertThat(listed.stdout()).as(listed.stderr()).isEqualTo("no jobs\n");
    }
    var both = product.run(
        "jobs", "token", "--data", data.toString(), "--url", server.url());
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.stderr()).contains("--data excludes --socket and --url");
    assertThat(server.end("TERM")).isZero();
  }

  /// The directory in which the server was started is gone, and the shell of a task is busy.
  @Test
  void whatKeepsATaskFromStartingIsSaid() throws IOException, InterruptedException {
    var shell = product.file("busy-shell");
    Files.writeString(product.file("pipelines.yml"), """
        pipelines:
          plain:
            tasks:
              a:
                script: ['true']
          busy:
            tasks:
              a:
                shell: %s
                script: ['true']
        """.formatted(shell));
    var start = Files.createDirectory(product.file("start"));
    var server = Served.ready(
        product,
        product.startCommand(
            List.of(
                "sh",
                "-c",
                "cd start && exec \"$0\" serve --address 127.0.0.1:0 --path ..",
                Product.launcher().toString())));
    Product.Started waiting;
    try (var out = new FileOutputStream(shell.toFile())) {
      out.write("#!/bin/sh\nexec /bin/sh \"$@\"\n".getBytes(UTF_8));
      assertThat(shell.toFile().setExecutable(true)).isTrue();

      waiting = product.start("jobs", "run", "busy", "--wait");
      await().atMost(Duration.ofSeconds(60))
          .until(
              () -> Files.readString(waiting.stderr())
                  .contains("step a cannot be started yet: " + shell + " is still open"));
      assertThat(product.run("jobs", "show", "last").stdout())
          .contains("running: step a cannot be started yet: ", "a: cannot be started yet: ");
    }
    assertThat(waiting.finish().status()).isZero();

    Files.delete(start);
    var failed = product.run("jobs", "run", "plain", "--wait");
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.stderr()).contains("step a: working directory " + start + " is gone");
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void aJobIsScheduledFollowedAndShown() throws IOException, InterruptedException {
    var _ = Served.start(product);

    var followed = product.run("jobs", "run", "greet", "-v", "name=you", "-v", "n:=5", "--follow");
    assertThat(followed.status()).as(followed.stderr()).isZero();
    assertThat(followed.stdout()).isEqualTo("hello you, 5\nno line end");
    assertThat(followed.stderr()).contains("== say", "careful", "== after", "succeeded");

    var id = followed.stderr().lines().findFirst().orElseThrow().substring("job ".length());
    assertThat(product.run("jobs", "ls").stdout()).contains(id, "succeeded", "greet");
    assertThat(product.run("jobs", "ls", "--state", "failed").stdout()).isEqualTo("no jobs\n");
    assertThat(product.run("jobs", "ls", "--since", "2099-01-01").stdout()).isEqualTo("no jobs\n");
    assertThat(product.run("jobs", "ls", "--pipeline", "greet", "--since", "1h").stdout())
        .contains(id);
    assertThat(product.run("jobs", "show", id.substring(0, 6)).stdout())
        .contains(id, "{\"name\":\"you\",\"n\":5}", "say", "after");
    assertThat(product.run("jobs", "logs", "last", "say", "--stderr").stdout())
        .isEqualTo("careful\n");
    assertThat(product.run("jobs", "logs", "last").stdout())
        .isEqualTo("hello you, 5\nno line end");
    assertThat(product.run("jobs", "pipelines").stdout()).contains("greet", "exits");
    assertThat(json(product.run("jobs", "pipelines", "--json")).get("pipelines")).hasSize(4);
    assertThat(json(product.run("jobs", "show", "last", "--json")).get("id").asString())
        .isEqualTo(id);
    assertThat(json(product.run("jobs", "ls", "--json")).get("jobs")).hasSize(1);
  }

  @Test
  void theExitCodeIsThatOfTheJob() throws IOException, InterruptedException {
    var _ = Served.start(product);

    var failed = product.run("jobs", "run", "exits", "--wait");
    assertThat(failed.status()).isEqualTo(7);
    assertThat(failed.stdout()).isEmpty();
    assertThat(failed.stderr()).contains("failed: step fail: exit status 7");
    var waited = product.run("jobs", "run", "exits", "--wait", "--json");
    assertThat(waited.status()).isEqualTo(7);
    assertThat(json(waited).get("state").asString()).isEqualTo("failed");
    assertThat(product.run("jobs", "run", "limited", "--wait").status()).isEqualTo(1);

    var canceled = product.start("jobs", "run", "slow", "--wait");
    Served.awaitFile(product.file("begun"));
    var said = product.run("jobs", "cancel", "last");
    assertThat(said.stdout()).startsWith("canceled ");
    assertThat(canceled.finish().status()).isEqualTo(123);
  }

  @Test
  void cancellingOneThatIsUnknownDoesNotSaveTheOthers() throws IOException, InterruptedException {
    var server = Served.start(product);
    var job = product.run("jobs", "run", "slow").stdout().strip();
    Served.awaitFile(product.file("begun"));

    var said = product.run("jobs", "cancel", "ffffffff", job, "--json");

    assertThat(said.status()).isEqualTo(2);
    assertThat(json(said).get("jobs").get(0).get("error").asString())
        .contains("there is no job ffffffff");
    server.awaitEnd(job);
    assertThat(server.job(job).get("canceled").asBoolean()).isTrue();
  }

  @Test
  void interruptingTheClientLeavesTheJobRunning() throws IOException, InterruptedException {
    var server = Served.start(product);
    var following = product.start("jobs", "run", "slow", "-f");
    await().until(() -> Files.readString(following.stdout()).equals("begun\n"));

    following.signal("INT");
    var finished = following.finish();

    assertThat(finished.status()).isEqualTo(130);
    assertThat(finished.stderr()).contains("continues; parallelr jobs cancel");
    var job = product.run("jobs", "ls", "--json").stdout();
    assertThat(job).contains("\"running\"");
    var logs = product.start("jobs", "logs", "last", "-f");
    await().until(() -> Files.readString(logs.stdout()).contains("begun"));
    Files.writeString(product.file("open"), "");
    assertThat(logs.finish().stdout()).isEqualTo("begun\nthrough\n");
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void aFullQueueRefuses() throws IOException, InterruptedException {
    var _ = Served.start(product);
    for (int i = 0; i < 2; i++) {
      assertThat(product.run("jobs", "run", "slow").status()).isZero();
      Served.awaitFile(product.file("begun"));
    }

    var refused = product.run("jobs", "run", "slow");

    assertThat(refused.status()).as(refused.stderr()).isEqualTo(75);
    assertThat(refused.stderr().lines()).singleElement().asString().startsWith("parallelr: ");
  }

  @Test
  void tokensAllowWhatTheySay() throws IOException, InterruptedException {
    var server = Served.start(product);
    var reader = product.run("jobs", "token", "--scope", "read", "--user", "ann").stdout().strip();
    var narrow = product.run("jobs", "token", "--pipeline", "greet", "--expires", "1d")
        .stdout()
        .strip();

    var claims = new String(Base64.getUrlDecoder().decode(reader.split("\\.", -1)[1]), UTF_8);
    assertThat(claims).contains("\"sub\":\"ann\"", "\"scope\":\"read\"", "\"exp\":");
    var url = new String[]{"--url", server.url()};
    assertThat(jobs(reader, "ls", url).status()).isZero();
    var refused = jobs(reader, "run exits", url);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).contains("'run'");
    assertThat(jobs(narrow, "run exits", url).status()).isEqualTo(2);
    assertThat(jobs(narrow, "run greet", url).status()).isZero();
    var bad = jobs("a.b.c", "ls", url);
    assertThat(bad.status()).isEqualTo(2);
    assertThat(bad.stderr()).contains("token is unauthorized", "parallelr jobs token");
    product.without("PARALLELR_TOKEN");
    assertThat(product.run("jobs", "ls", "--url", server.url()).stderr())
        .contains("no token found");
  }

  private Product.Finished jobs(String token, String words, String... url)
      throws IOException, InterruptedException {
    return product.with("PARALLELR_TOKEN", token)
        .run(("jobs " + words + " " + String.join(" ", url)).split(" "));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      ls                              | 5 | home/serve/socket: No such file or directory; start a server with parallelr serve
      ls --socket missing             | 5 | cannot connect to unix:missing
      ls --url http://127.0.0.1:1     | 5 | cannot connect to http://127.0.0.1:1
      ls --url ftp://x                | 2 | 'ftp://x' is not the address of a server
      ls --url http://x --socket y    | 2 | --socket and --url exclude each other
      ls --since yesterday            | 2 | --since: 'yesterday' is not a time
      run greet -v =5                 | 2 | -v: '=5' has no name; write name=text, or name:=JSON
      run greet -v n:=five            | 2 | -v: 'n:=five' has no JSON value behind :=
      run greet --vars-file missing   | 2 | --vars-file missing: not found; it must hold a JSON object
      run greet --follow --json       | 2 | --follow and --json exclude each other; use --wait
      run                             | 2 | see parallelr jobs run --help
      lsx                             | 2 | unknown command 'lsx'; did you mean ls?
      ls greet                        | 2 | 'greet' is one word too many; see parallelr jobs ls --help
      ls --jsn                        | 2 | unknown option '--jsn'; did you mean --json?
      token                           | 2 | there is no secret to sign tokens with
      token --scope write             | 2 | --scope: 'write' is not a scope; use read, run, cancel, files, shell or admin
      export                          | 2 | see parallelr jobs export --help
      export x.tar.gz                 | 2 | there is no data directory
      export x.tar.gz --data .        | 2 | there are no jobs in
      export x.tar.gz --since monday  | 2 | --since: 'monday' is not a time
      export missing/x --data .       | 2 | missing does not exist
      export . --data .               | 2 | . is not a regular file; use - for standard output
      export - --json                 | 2 | --json needs a file
      export x --data . --url http://x | 2 | --data and --url or --socket exclude each other
      export x --url http://127.0.0.1:1 | 5 | cannot connect to http://127.0.0.1:1
      import missing                  | 2 | missing: not found
      import pipelines.yml --data new | 2 | pipelines.yml was not imported: it is damaged, or was not written by parallelr jobs export
      token --expires soon            | 2 | --expires: 'soon' is not a length of time
      """)
  void aBadCallIsOneClearLine(String words, int status, String said)
      throws IOException, InterruptedException {
    if (words.contains("soon")) {
      product.with("PARALLELR_SERVE_JWT_SECRETS", "sixteen characters");
    }

    var finished = product.run(("jobs " + words).split(" "));

    assertThat(finished.status()).as(finished.stderr()).isEqualTo(status);
    assertThat(finished.stdout()).isEmpty();
    assertThat(finished.stderr().lines()).singleElement()
        .asString()
        .startsWith("parallelr: ")
        .contains(said);
  }

  /// The build writes the completion from the options that there are.
  @Test
  void eachCommandHasHelp() throws IOException, InterruptedException {
    for (var words : new String[]{"serve", "serve validate", "jobs", "jobs run", "jobs ls",
        "jobs show", "jobs logs", "jobs cancel", "jobs pipelines", "jobs export", "jobs import",
        "jobs token", "queue"}) {
      var help = product.run((words + " --help").split(" "));

      assertThat(help.status()).as(words + help.stderr()).isZero();
      assertThat(help.stdout()).startsWith("Usage: parallelr " + words);
    }
    var completion = Files.readString(
        Path.of(Product.launcher().toString(), "../../docs/completion/parallelr").normalize());
    assertThat(completion).contains("--on-shutdown", "--replace", "--vars-file",
        "--requeue-failed", "--workspaces");
  }

  private static JsonNode json(Product.Finished finished) {
    assertThat(finished.stdout().lines()).as(finished.stderr()).hasSize(1);
    return new JsonMapper().readTree(finished.stdout());
  }
}
