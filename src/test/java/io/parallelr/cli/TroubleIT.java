package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What goes wrong with the machine while a run runs.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class TroubleIT {
  private final Product product;
  private final Path directory;

  TroubleIT(Product product) {
    this.product = product;
    directory = product.directory();
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
        "the run was stopped, and its running tasks were ended; make room, then continue it with: "
            + "parallelr resume 2");
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
    assertThat(finished.stderr()).contains("was removed during the run");
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

  /// A missing output directory is no fault of the files of a queue.
  @Test
  void aQueueWhoseOutputDirectoryIsRemovedFailsNoFile() throws Exception {
    var queue = Files.createDirectories(directory.resolve("q"));
    for (int i = 0; i < 40; i++) {
      Files.writeString(queue.resolve("t" + i), "sleep 0.1\n");
    }
    var run = product.start("-T", "q", "-C", "sh @TASK@", "-r", "-q", "-m", "2", "--watch");
    await().until(() -> Files.exists(queue.resolve(".parallelr/done/t0")));

    FileUtils.deleteDirectory(product.latestRun().resolve("output").toFile());
    var finished = run.finish();

    assertThat(finished.status()).isEqualTo(5);
    assertThat(finished.stderr()).contains("/output is gone: it was removed during the run");
    assertThat(queue.resolve(".parallelr/failed")).satisfiesAnyOf(
        failed -> assertThat(failed).doesNotExist(),
        failed -> assertThat(failed).isEmptyDirectory());
    try (var waiting = Files.list(queue); var done = Files.list(queue.resolve(".parallelr/done"))) {
      assertThat(waiting.filter(Files::isRegularFile).count() + done.count()).isEqualTo(40);
    }
  }

  /// No more inodes: the run ends, and no task is blamed.
  @Test
  void aDiskWithoutInodesEndsTheRunAndFailsNoTask() throws Exception {
    assumeThat(QueueIT.mayMount()).isTrue();
    for (int i = 0; i < 100; i++) {
      product.task("t" + i, "echo out");
    }
    Files.createDirectories(product.home());
    var script = "mount -t tmpfs -o size=10m,nr_inodes=50 none " + product.home() + " && "
        + Product.launcher() + " -T tasks -C 'sh @TASK@' -r -m 4 -q; status=$?; cp "
        + product.home() + "/runs/*/results.jsonl " + directory + "; exit $status";

    var run = product.startCommand(List.of("unshare", "-rm", "sh", "-c", script)).finish();

    assertThat(run.status()).isEqualTo(5);
    assertThat(run.stderr()).contains("cannot run tasks: ", "No space left on device");
    assertThat(Files.readString(directory.resolve("results.jsonl")))
        .contains("\"status\":\"SUCCESS\"")
        .doesNotContain("\"status\":\"ERROR\"", "\"status\":\"FAILED\"");
  }

  /// A disk that is full for outputs alone is told.
  @Test
  void aDiskThatIsFullForOutputsAloneIsTold() throws Exception {
    assumeThat(QueueIT.mayMount()).isTrue();
    var output = product.home() + "/runs/latest/output";
    product.task("t0", "mount -t tmpfs -o size=64k none " + output + "; head -c 100000 /dev/zero >"
        + output + "/filling; true");
    product.task("t1", "sleep 1.5; echo lost");

    var run = product.startCommand(
        List.of(
            "unshare",
            "-rm",
            Product.launcher().toString(),
            "-T",
            "tasks",
            "-C",
            "sh @TASK@",
            "-r",
            "-m",
            "1",
            "--json"))
        .finish();

    assertThat(run.stderr()).contains("WARN", "is full: output of tasks is lost");
    assertThat(run.stdout()).contains("\"warnings\":[\"the file system of ");
  }

  /// With few processes allowed, all tasks run, a few at a time.
  @Test
  void aSmallLimitOfProcessesFailsNoTask() throws Exception {
    assumeThat(ProcessHandle.current().info().user()).contains("root");
    asNobody();
    for (int i = 0; i < 60; i++) {
      product.task("t" + i, "sleep 0.02");
    }

    var run = product.startCommand(nobody("ulimit -u 48; exec " + Product.launcher()
        + " -T tasks -C 'sh @TASK@' -r -m 20 -q")).finish();

    assertThat(run.stderr()).doesNotContain("internal error");
    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(product.statuses().values()).hasSize(60).containsOnly("SUCCESS");
  }

  /// What may not be signalled is named with its owner, at once and at the end.
  @Test
  void aProcessOfAnotherUserIsNamedAndItsSlotIsFree() throws Exception {
    assumeThat(ProcessHandle.current().info().user()).contains("root");
    asNobody();
    var helper = directory.resolve("rootdo");
    Files.writeString(directory.resolve("rootdo.c"), """
        #define _GNU_SOURCE
        #include <unistd.h>
        int main(int c, char **v) { return setresuid(0, 0, 0) || execvp(v[1], v + 1); }
        """);
    assumeThat(run("cc", "-o", helper.toString(), helper + ".c")).isZero();
    assertThat(run("chmod", "4755", helper.toString())).isZero();
    product.task("t",
        helper + " sh -c 'echo $$ >" + directory.resolve("pid") + "; exec sleep 1000'");

    var finished = product.startCommand(nobody("exec " + Product.launcher()
        + " -T tasks -C 'sh @TASK@' -r -t 1 --kill-after 1000")).finish();

    long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly)).contains(true);
    var said = "process " + pid + " belongs to root and may not be signalled; it keeps running";
    assertThat(finished.stderr()).contains("t: " + said);
    assertThat(finished.stdout()).as(finished.stderr()).contains("Warnings", said);
    assertThat(error("t")).isEqualTo("Timeout after 1s; " + said);
    assertThat(product.statuses()).containsEntry("t", "TIMEOUT");
  }

  /// A program that is not there is one error, and nothing is run.
  @Test
  void aProgramThatDoesNotExistIsOneError() throws Exception {
    product.task("t0", "true");
    product.task("t1", "true");

    var run = product.run("-T", "tasks", "-C", "no-such-program @TASK@", "-r");
    var dry = product.run("-T", "tasks", "-C", "/no/such/program @TASK@");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr().lines())
        .containsExactly("parallelr: -C: no-such-program not found in PATH; nothing was run");
    assertThat(product.home().resolve("runs")).doesNotExist();
    assertThat(dry.status()).isZero();
    assertThat(dry.stderr())
        .contains("warning: -C: /no/such/program not found: no task could be started");
  }

  /// Lets a user without rights read and write where this test works.
  private void asNobody() throws Exception {
    assertThat(run("chmod", "755", directory.toString())).isZero();
    Files.createDirectories(product.home());
    assertThat(run("chown", "nobody", product.home().toString(), directory.toString())).isZero();
  }

  private static List<String> nobody(String script) {
    return List.of("setpriv", "--reuid=65534", "--clear-groups", "sh", "-c", script);
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).start().waitFor();
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
