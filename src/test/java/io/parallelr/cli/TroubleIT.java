package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong with the machine while a run runs.
@Timeout(120)
class TroubleIT {
  @TempDir
  Path directory;
  private Product product = new Product(Path.of("/"));

  @BeforeEach
  void install() {
    product = new Product(directory);
  }

  @Test
  void aFullDiskEndsTheRunAndItsTasks() throws Exception {
    assumeThat(QueueIT.mayMount()).isTrue();
    for (int i = 0; i < 400; i++) {
      product.task("t" + i, "echo $$ >> " + directory.resolve("pids") + "; sleep 0.01");
    }
    product.task("a-long-one", "echo $$ >> " + directory.resolve("pids") + "; sleep 1000");
    Files.createDirectories(product.home());
    var script = "mount -t tmpfs -o size=200k none " + product.home() + " && exec "
        + Product.launcher() + " -T tasks -C 'sh @TASK@' -r -m 4 -q";

    var run = product.startCommand(List.of("unshare", "-rm", "sh", "-c", script)).finish();

    assertThat(run.status()).isEqualTo(5);
    assertThat(run.stderr()).contains("cannot be written: No space left on device",
        "the run was stopped, and what ran was ended");
    for (var pid : Files.readAllLines(directory.resolve("pids"))) {
      assertThat(Product.runs(Long.parseLong(pid))).isFalse();
    }
  }

  @Test
  void aRunDirectoryThatIsRemovedEndsTheRun() throws Exception {
    product.task("t", "echo $$ > " + directory.resolve("pid") + "; sleep 1000");
    var run = product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "-q");
    await().until(() -> Files.exists(directory.resolve("pid")));

    FileUtils.deleteDirectory(product.latestRun().toFile());
    var finished = run.finish();

    assertThat(finished.status()).isEqualTo(5);
    assertThat(finished.stderr()).contains("was removed while the run went on");
    assertThat(Product.runs(Long.parseLong(Files.readString(directory.resolve("pid")).strip())))
        .isFalse();
  }

  @Test
  void filesThatArriveDuringARunAreNotItsOwn() throws Exception {
    product.task("t0", "for i in 1 2 3 4 5 6 7 8 9; do echo true > "
        + directory.resolve("tasks") + "/new$i; done");
    product.task("t1", "true");

    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "1").status()).isZero();

    assertThat(product.statuses()).containsOnlyKeys("t0", "t1");
  }

  @Test
  void aTaskFileDeletedWhileItWaitsIsAnError() throws Exception {
    product.task("t0", "rm " + directory.resolve("tasks/t1"));
    product.task("t1", "true");

    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "1").status())
        .isEqualTo(1);

    assertThat(product.statuses()).containsEntry("t1", "ERROR");
    assertThat(error("t1")).startsWith("task file is gone: ");
  }

  private String error(String name) throws IOException {
    return product.journal("task")
        .stream()
        .filter(line -> line.get("task").asString().endsWith("/" + name))
        .map(line -> line.get("error_message").asString())
        .findFirst()
        .orElseThrow();
  }
}
