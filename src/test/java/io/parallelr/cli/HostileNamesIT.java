package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Names that forge lines of the log or drive the terminal.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class HostileNamesIT {
  private static final String FORGED =
      "x\n2026-11-25T15:00:00.000Z INFO  [2 of 2] SUCCESS nightly-backup.sh (0.010 s, slot 1)";
  private static final String DRIVING = "y\033]0;pwned\007\033[2K\rall fine\u009b1m\u2028.sh";
  private final Product product;

  HostileNamesIT(Product product) {
    this.product = product;
  }

  @Test
  void aRunShowsThemOnOneLineAndRecordsThemAsTheyAre() throws Exception {
    var forged = product.task(FORGED, "exit 1");
    var driving = product.task(DRIVING, "echo gone; rm \"$0\"");

    var tried = product.startCommand(
        List.of("bash", "-c", Product.launcher() + " -T tasks -C 'cat @TASK@' | bash")).finish();
    var shown = product.run("-T", "tasks", "-C", "cat @TASK@");
    var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "1", "--log-task-output");
    var retried = product.run("--retry-failed", "last", "-r");
    var waiting = product.run("queue", "-T", "tasks");

    assertThat(tried.stdout()).isEqualTo("exit 1\necho gone; rm \"$0\"\n");
    for (var text : List.of(shown, run, retried, waiting)) {
      assertClean(text.stdout());
      assertClean(text.stderr());
    }
    assertThat(run.stderr()).contains("tasks/x\\n2026-11-25T15",
        "tasks/y\\x1b]0;pwned\\x07\\x1b[2K");
    assertThat(waiting.stdout()).contains("  x\\n2026-11-25T15");
    try (var runs = Files.list(product.home().resolve("runs"))) {
      for (var directory : runs.toList()) {
        var log = Files.readString(directory.resolve("run.log"));
        assertClean(log);
        assertThat(log.lines())
            .allMatch(line -> line.matches("20\\d\\d-\\d\\d-\\d\\dT.* (INFO |WARN ) .*"))
            .noneMatch(line -> line.startsWith("2026-11-25T15:00:00.000Z"));
        assertClean(Files.readString(directory.resolve("TaskResults.txt")));
        assertThat(Files.readString(directory.resolve("summary.csv"), UTF_8)).contains(FORGED);
      }
    }
    assertThat(product.journal("task")).extracting(line -> line.get("task").asString())
        .containsExactly(forged.toRealPath().toString());
    assertThat(driving).doesNotExist();
  }

  @Test
  void administrationShowsThemOnOneLine() throws Exception {
    var started = product.file("started");
    product.task(DRIVING, "echo >>" + started + "; exec sleep 1000");
    product.task(FORGED, "echo >>" + started + "; exec sleep 1000");
    product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");
    await().until(() -> Files.exists(started) && Files.size(started) == 2);

    var list = product.run("--list-workers");
    var json = product.run("--list-workers", "--json");
    var ended = product.run("-k", "-y");

    assertClean(list.stdout());
    assertThat(list.stdout()).contains("tasks/x\\n2026", "tasks/y\\x1b]0;pwned");
    assertThat(json.stdout()).contains("y\\u001B]0;pwned");
    assertClean(ended.stdout());
  }

  /// Nothing but lines of what is printed as itself.
  private static void assertClean(String text) {
    assertThat(text.codePoints().filter(c -> c != '\n'))
        .noneMatch(c -> Character.isISOControl(c) || c == 0x2028);
    assertThat(text.lines()).noneMatch(line -> line.startsWith("2026-11-25T15:00:00.000Z"));
  }
}
