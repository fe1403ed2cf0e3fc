package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The client of `autoexecflow` against a server on a unix socket.
@Tag("long")
@Timeout(180)
@ExtendWith(ProductExtension.class)
class AutoExecFlowClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Product product;
  private Product.Started server;

  AutoExecFlowClientIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void setUp() throws IOException {
    server = product.startCommand(
        List.of(
            Product.program("autoexecflow"), "server", "--addr", address(), "--root_dir",
            product.file("r").toString(), "--pty"));
    await().atMost(LIMIT)
        .until(() -> product.command("autoexecflow", "client", "ls", "--addr", address())
            .status() == 0);
  }

  @AfterEach
  void tearDown() throws IOException, InterruptedException {
    server.signal("TERM");
    assertThat(server.finish().status()).isZero();
  }

  private String address() {
    return "unix://" + product.file("s.sock");
  }

  private Product.Finished client(String... words) throws IOException, InterruptedException {
    return product.with("ADDR", address())
        .command(
            "autoexecflow",
            Stream.concat(Stream.of("client"), Stream.of(words)).toArray(String[]::new));
  }

  private String succeed(String... words) throws IOException, InterruptedException {
    var finished = client(words);
    assertThat(finished.status()).as(finished.stderr()).isZero();
    return finished.stdout();
  }

  private String file(String name, int status) throws IOException {
    var file = product.file(name + ".yaml");
    Files.writeString(file, """
        name: %s
        step:
          - name: a
            type: bash
            content: |
              echo from a
              mkdir -p d/e; echo deep > d/e/g.txt
          - name: b
            type: bash
            depends: [a]
            content: |
              echo from b
              exit %d
        """.formatted(name, status));
    return file.toString();
  }

  @Test
  void aFollowedRunShowsTheLinesOfEachStepAndEndsAsTheTask()
      throws IOException, InterruptedException {
    assertThat(succeed("run", "-f", file("good", 0))).contains("a | from a\n", "b | from b\n");

    var bad = client("run", "-f", file("bad", 3));
    assertThat(bad.status()).isEqualTo(1);
    assertThat(bad.stderr()).startsWith("bad: ");
    assertThat(succeed("ls", "ba")).contains("bad").doesNotContain("good");
  }

  @Test
  void logsAreThoseOfAllStepsOrOfOneStep() throws IOException, InterruptedException {
    succeed("run", "-f", file("good", 0));

    assertThat(succeed("logs", "good")).contains("from a", "from b");
    assertThat(succeed("logs", "good", "b")).contains("from b").doesNotContain("from a");
    assertThat(succeed("logs", "-f", "good", "b")).isEqualTo("b | from b\n");
    assertThat(succeed("get", "good", "a")).contains("\"a\"");
    assertThat(client("logs", "other").status()).isEqualTo(1);
    assertThat(client("logs", "-f", "good", "other").status()).isEqualTo(1);
  }

  @Test
  void directoriesAreCopiedBothWays() throws IOException, InterruptedException {
    succeed("run", "-f", file("good", 0));
    Files.createDirectories(product.file("up/x"));
    Files.writeString(product.file("up/x/y.txt"), "sent");

    succeed("cp", product.file("up").toString(), "good:in");
    succeed("cp", "good:", product.file("down").toString());

    assertThat(product.file("down/d/e/g.txt")).hasContent("deep");
    assertThat(product.file("down/in/x/y.txt")).hasContent("sent");
    succeed("cp", "good:d/e/g.txt", product.file("up").toString());
    assertThat(product.file("up/g.txt")).hasContent("deep");
  }

  @Test
  void whatCannotBeCopiedIsSaidOnOneLine() throws IOException, InterruptedException {
    succeed("run", "-f", file("good", 0));
    Files.writeString(product.file("kept"), "old");

    var missing = client("cp", product.file("no").toString(), "good:");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.stderr()).isEqualTo(
        "autoexecflow: %s: not found\n".formatted(product.file("no")));
    var nothing = client("cp", "good:nothing", product.file("kept").toString());
    assertThat(nothing.status()).isEqualTo(1);
    assertThat(nothing.stderr()).hasLineCount(1);
    assertThat(product.file("kept")).hasContent("old");
  }

  @Test
  void aRunningTaskIsKilledAndRemoved() throws IOException, InterruptedException {
    Files.writeString(
        product.file("long.yaml"),
        "name: long\nstep: [{name: a, type: bash, content: 'touch %s; sleep 600'}]\n"
            .formatted(product.file("begun")));
    assertThat(succeed("run", product.file("long.yaml").toString())).isEqualTo("long\n");
    await().atMost(LIMIT).until(() -> Files.exists(product.file("begun")));

    succeed("kill", "long");
    assertThat(client("logs", "-f", "long").status()).isEqualTo(1);
    succeed("rm", "long");

    assertThat(client("get", "long").status()).isEqualTo(1);
  }

  @Test
  void aShellRunsWhatStandardInputSays() throws IOException, InterruptedException {
    Files.writeString(product.file("typed"),
        "echo $((40 + 2)) > %s\n".formatted(product.file("o")));
    var command = "'%s' client shell --addr '%s' < '%s'".formatted(
        Product.program("autoexecflow"), address(), product.file("typed"));

    assertThat(product.startCommand(List.of("sh", "-c", command)).finish().status()).isZero();

    assertThat(product.file("o")).hasContent("42");
  }

  @Test
  void aShellEndsTheClientWithItsStatus() throws IOException, InterruptedException {
    for (var end : List.of("exit 3", "kill -9 $$")) {
      Files.writeString(product.file("typed"), end + '\n');
      var command = "'%s' client shell --addr '%s' < '%s'".formatted(
          Product.program("autoexecflow"), address(), product.file("typed"));

      var finished = product.startCommand(List.of("sh", "-c", command)).finish();

      assertThat(finished.status()).as(finished.stderr())
          .isEqualTo(end.equals("exit 3") ? 3 : 137);
      assertThat(finished.stderr()).isEmpty();
    }
  }

  @Test
  void namesOfOtherOptionsInTheEnvironmentMeanNothing() throws IOException, InterruptedException {
    var finished = product.with("HELP", "1")
        .with("DURATION", "5m")
        .with("ADDR", address())
        .command("autoexecflow", "client", "resume", "none");

    assertThat(finished.status()).as(finished.stderr()).isEqualTo(1);
    assertThat(finished.stderr()).doesNotContain("--duration", "--help");
  }
}
