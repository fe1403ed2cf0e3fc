package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What would be done can be seen before it is done.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class DryRunIT {
  private final Product product;
  private final Path ran;

  DryRunIT(Product product) {
    this.product = product;
    ran = product.file("ran");
  }

  @Test
  void showsWhatIsLeftOfARunAndWhatWouldBeEnded() throws Exception {
    product.task("t1", "exit 0");
    product.task("t2", "exit 3");
    product.task("t3", "echo $$ >" + ran + "; exec sleep 1000");
    var t4 = product.task("t4", "exit 0");
    int supervisor = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "1");
    await().until(() -> Files.exists(ran) && Files.size(ran) > 0);

    assertThat(product.run("--resume", "last", "-n").stderr())
        .contains("still in use by a supervisor");
    assertThat(product.run("-k", "-n").stdout())
        .matches(
            "would end supervisor %d \\(run .*\\) with 1 running task\n".formatted(supervisor));
    assertThat(product.run("--drain", Integer.toString(supervisor), "-n").stdout())
        .startsWith("would drain supervisor " + supervisor);
    Product.signal("KILL", supervisor);
    await().until(() -> !Product.runs(supervisor));
    long task = Long.parseLong(Files.readString(ran).strip());

    var resumed = product.run("--resume", "last", "--dry-run");
    var retried = product.run("--retry-failed", "last", "-n", "--orphans", "kill");
    var ended = product.run("-k", Long.toString(task), "-n");

    assertThat(lines(resumed)).containsExactly(
        "# still running, would be adopted: " + t4.resolveSibling("t3"),
        "sh " + t4,
        "# 2 tasks of run " + product.latestRun().getFileName()
            + " have a result and would be skipped",
        "# 2 tasks, up to 1 at a time, time limit 600 s");
    assertThat(lines(retried)).contains("sh " + t4.resolveSibling("t2"), "sh " + t4)
        .contains("# 3 tasks, up to 1 at a time, time limit 600 s");
    assertThat(ended.stdout()).isEqualTo(
        "would end task %s (sequence 3), an orphan\n".formatted(t4.resolveSibling("t3")));
    assertThat(Product.runs(task)).isTrue();
    try (var runs = Files.list(product.home().resolve("runs"))) {
      assertThat(runs).as("the run and the link to it").hasSize(2);
    }
  }

  @Test
  void showsWhatWouldBePutBackIntoAQueue() throws Exception {
    var failed = Files.createDirectories(product.file("q/.parallelr/failed"));
    Files.writeString(failed.resolve("job"), "");

    var shown = product.run("queue", "-T", "q", "--requeue-failed", "-n");

    assertThat(shown.stdout()).startsWith("would be put back: 1\n");
    assertThat(failed.resolve("job")).exists();
  }

  @Test
  void endsQuietlyWhenNobodyReadsOn() throws Exception {
    Files.writeString(product.file("lines"), "x\n".repeat(300_000));

    for (var command : List.of(
        "%s -A lines -C 'echo @ARG@'", "%s --show-config", "%s --list-workers --json")) {
      var run = product.startCommand(
          List.of(
              "bash", "-c",
              command.formatted(Product.launcher()) + " | true; echo ${PIPESTATUS[0]}"))
          .finish();

      assertThat(run).as(command).isEqualTo(new Product.Finished(0, "141\n", ""));
    }
  }

  @Test
  void aFullDeviceIsNoReaderThatHasGone() throws Exception {
    var run = product.startCommand(
        List.of("sh", "-c", Product.launcher() + " --list-workers >/dev/full")).finish();

    assertThat(run).isEqualTo(
        new Product.Finished(
            5, "", "parallelr: standard output cannot be written: No space left on device\n"));
  }

  private List<String> lines(Product.Finished run) throws IOException {
    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(run.stdout()).startsWith("# dry run: nothing is started\n");
    return run.stdout().lines().skip(1).toList();
  }
}
