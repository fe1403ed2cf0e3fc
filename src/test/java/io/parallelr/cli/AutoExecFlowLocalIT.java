package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Files that `autoexecflow` runs without a server.
@Timeout(180)
@ExtendWith(ProductExtension.class)
class AutoExecFlowLocalIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Product product;

  AutoExecFlowLocalIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void setUp() throws IOException {
    Files.createDirectories(product.file("tmp"));
    product.with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + product.file("tmp"));
  }

  private String file(String script) throws IOException {
    var file = product.file("task.json");
    Files.writeString(
        file,
        "{\"name\":\"t\",\"step\":[{\"name\":\"a\",\"type\":\"bash\",\"content\":\"%s\"}]}"
            .formatted(script));
    return file.toString();
  }

  private Product.Finished run(String... words) throws IOException, InterruptedException {
    return start(words).finish();
  }

  private Product.Started start(String... words) throws IOException {
    var command = new java.util.ArrayList<>(
        List.of(Product.program("autoexecflow"), "client", "run", "--local"));
    command.addAll(List.of(words));
    return product.startCommand(command);
  }

  @Test
  void itsLinesAreShownAndNothingIsLeft() throws IOException, InterruptedException {
    var finished = run(file("echo hello"));

    assertThat(finished.status()).as(finished.stderr()).isZero();
    assertThat(finished.stdout()).contains("a | hello\n");
    assertThat(product.file("tmp")).isEmptyDirectory();
  }

  @Test
  void theStatusSaysThatItFailed() throws IOException, InterruptedException {
    var finished = run(file("exit 3"));

    assertThat(finished.status()).isEqualTo(1);
    assertThat(finished.stderr()).contains("\nt: ");
  }

  @Test
  void theWorkspaceIsKeptIfWanted() throws IOException, InterruptedException {
    var finished = run("--keep", product.file("kept").toString(), file("echo x > made"));

    assertThat(finished.status()).as(finished.stderr()).isZero();
    try (var files = Files.walk(product.file("kept"))) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).contains("made");
    }
  }

  @Test
  void anInterruptEndsAllProcesses() throws IOException, InterruptedException {
    var pid = product.file("pid");
    var started = start(file("echo $$ > %s.new; mv %s.new %s; sleep 600".formatted(pid, pid, pid)));
    await().atMost(LIMIT).until(() -> Files.exists(pid));

    started.signal("INT");

    assertThat(started.finish().status()).isIn(1, 130);
    assertThat(Product.runs(Long.parseLong(Files.readString(pid).strip()))).isFalse();
    assertThat(product.file("tmp")).isEmptyDirectory();
  }

  @Test
  void aFileThatIsNotATaskIsRefusedOnOneLine() throws IOException, InterruptedException {
    Files.writeString(product.file("no.yaml"), "name: x\n");

    var finished = product.without("JAVA_TOOL_OPTIONS")
        .command("autoexecflow", "client", "run", "--local", product.file("no.yaml").toString());

    assertThat(finished.status()).isEqualTo(1);
    assertThat(finished.stderr()).hasLineCount(1).startsWith("autoexecflow: ");
  }
}
