package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(ProductExtension.class)
class AdmissionIT {
  private final Product product;

  AdmissionIT(Product product) {
    this.product = product;
  }

  @Test
  void nothingStartsWhileACommandSaysNo() throws Exception {
    product.task("t1", "true");
    var gate = product.file("gate");
    product.detach(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "--limit-command", "test -e '" + gate + "'");
    var log = product.latestRun().resolve("run.log");
    await().until(() -> Files.readString(log).contains("nothing starts for now"));

    assertThat(product.run("explain").stdout())
        .contains("1 task waits: 'test -e '" + gate + "'' exits with 1 (--limit-command)");
    assertThat(product.run("explain", "last", "1").stdout()).contains("waits, and is next");
    await().until(() -> product.run("--list-workers").stdout().contains("waits: 'test -e"));
    Files.createFile(gate);

    assertThat(product.run("wait", "last").status()).isZero();
    assertThat(product.statuses()).containsEntry("t1", "SUCCESS");
    assertThat(Files.readString(log)).contains("tasks start again");
  }

  @Test
  void limitsThatCannotBeMetAreNamed() throws Exception {
    product.task("t1", "true");
    for (var limit : new String[][]{
        {"--min-free-memory", "900 TB",
            "of memory are free, less than 818.5 TiB (--min-free-memory)"},
        {"--min-free-disk", "900 PB", "less than 799.4 PiB (--min-free-disk)"}}) {
      product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", limit[0], limit[1]);
      assertThat(product.run("explain").stdout()).contains(limit[2]);
      assertThat(product.run("kill", "last").status()).isZero();
      assertThat(product.statuses()).isEmpty();
    }
  }

  @Test
  void limitsThatAreMetHoldNothingUp() throws Exception {
    product.task("t1", "true");

    var run = product.run(
        "-T",
        "tasks",
        "-C",
        "sh @TASK@",
        "-r",
        "--min-free-memory",
        "1 MB",
        "--min-free-disk",
        "1 MB",
        "--max-load",
        "100000",
        "--limit-command",
        "true");

    assertThat(run.status()).as(run.stderr()).isZero();
  }

  @Test
  void linesArePrintedWhileTasksRun() throws Exception {
    var gate = product.file("gate");
    product.task("t1",
        "echo one; printf tw; until [ -e " + gate + " ]; do sleep 0.02; done; echo o");
    var run = product.start(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "--print", "--line-buffer", "--tag-output");
    await().until(() -> !Files.readString(run.stdout()).isEmpty());

    assertThat(Files.readString(run.stdout())).isEqualTo("t1\tone\n");
    Files.createFile(gate);

    assertThat(run.finish().stdout()).isEqualTo("t1\tone\nt1\ttwo\n");
  }

  @Test
  void outputsAreKeptInOrder() throws Exception {
    var gate = product.file("gate");
    product.task("t1", "until [ -e " + gate + " ]; do sleep 0.02; done; echo 1");
    product.task("t2", "echo 2; touch " + gate);
    product.task("t3", "echo 3");

    var run = product.run(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "-m", "2", "--print", "--keep-order");

    assertThat(run.stdout()).isEqualTo("1\n2\n3\n");
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "--keep-order").stderr())
        .contains("--keep-order does nothing without --print");
  }
}
