package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@ExtendWith(ProductExtension.class)
class SignalsIT {
  private final Product product;

  SignalsIT(Product product) {
    this.product = product;
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalEndsRunningTasksAndWritesTheirResults(String signal, int status) throws Exception {
    for (int i = 0; i < 6; i++) {
      product.task("t" + i,
          marking(i) + "sleep 1000 & echo $! > %s; wait".formatted(product.file("bg" + i)));
    }
    var run = product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "2");
    awaitFiles("bg0", "bg1");

    run.signal(signal);
    var finished = run.finish();

    assertThat(finished.status()).isEqualTo(status);
    assertThat(finished.stderr()).contains("SIG" + signal + ": ending running tasks");
    assertThat(product.journal("task")).hasSize(2);
    assertThat(product.statuses().values()).containsOnly("CANCELLED");
    assertThat(product.journal("summary").getFirst().get("end").asString())
        .isEqualTo("interrupted");
    assertThat(product.journal("summary").getFirst().get("not_started").asInt()).isEqualTo(4);
    assertGone("bg0");
    assertGone("bg1");
  }

  @Test
  void aSecondSignalKillsAtOnce() throws Exception {
    product.task("t",
        "trap '' TERM INT; echo $$ > " + product.file("pid") + "; while :; do sleep 0.05; done");
    var run = product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "--kill-after", "1000");
    awaitFiles("pid");

    run.signal("INT");
    await().until(() -> Files.readString(run.stderr()).contains("ending running tasks"));
    run.signal("INT");

    assertThat(run.finish().status()).isEqualTo(130);
    assertThat(product.statuses()).isEqualTo(Map.of("t", "CANCELLED"));
    assertGone("pid");
  }

  @Test
  void theGraceGivenIsUsed() throws Exception {
    product.task("t", "trap 'sleep 0.3; echo bye; exit 0' TERM; echo > " + product.file("up")
        + "; while :; do sleep 0.05; done");
    var run = product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "--kill-after", "30");
    awaitFiles("up");

    run.signal("TERM");

    assertThat(run.finish().status()).isEqualTo(143);
    assertThat(product.journal("task").getFirst().get("stdout").asString()).isEqualTo("bye\n");
  }

  @Test
  void drainingLetsRunningTasksFinish() throws Exception {
    product.task("a",
        marking(0) + "while [ ! -e " + product.file("go") + " ]; do sleep 0.02; done");
    product.task("b", "true");
    var run = product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "1");
    awaitFiles("up0");

    run.signal("USR1");
    await().until(() -> Files.readString(run.stderr()).contains("no more tasks are started"));
    Files.createFile(product.file("go"));
    var finished = run.finish();

    assertThat(finished.status()).isEqualTo(1);
    assertThat(product.statuses()).isEqualTo(Map.of("a", "SUCCESS"));
    assertThat(product.journal("summary").getFirst().get("end").asString()).isEqualTo("drained");
  }

  @Test
  void underNohupAHangupIsIgnored() throws Exception {
    product.task("a",
        marking(0) + "while [ ! -e " + product.file("go") + " ]; do sleep 0.02; done");
    var run = product.startCommand(
        List.of("nohup", Product.launcher().toString(), "-T", "tasks", "-C", "sh @TASK@", "-r"));
    awaitFiles("up0");

    run.signal("HUP");
    Files.createFile(product.file("go"));

    assertThat(run.finish().status()).isZero();
  }

  /// Ctrl-Z stops the tasks too, and their time limits stand still.
  @Test
  void stoppingStopsTheTasksAndTheirTime() throws Exception {
    product.task("a", "echo $$ > " + product.file("pid")
        + "; while [ ! -e " + product.file("go") + " ]; do sleep 0.02; done");
    var run = product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "-t", "4");
    awaitFiles("pid");
    long pid = Long.parseLong(Files.readString(product.file("pid")).strip());

    run.signal("TSTP");
    await().until(() -> state(run.process().pid()) == 'T' && state(pid) == 'T');
    await().pollDelay(Duration.ofMillis(4200)).until(() -> state(pid) == 'T'); // past the limit
    run.signal("CONT");
    await().until(() -> state(pid) == 'S');
    Files.createFile(product.file("go"));

    assertThat(run.finish().status()).isZero();
    assertThat(Files.readString(run.stderr())).contains("SIGTSTP: stopped", "SIGCONT: resumed");
  }

  private static char state(long pid) throws IOException {
    var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  /// Signals on the heels of one another, on a queue that waits.
  @Test
  void signalsOnTheHeelsOfOneAnotherEndAnIdleQueue() throws Exception {
    Files.createDirectories(product.file("q"));
    for (int i = 0; i < 4; i++) {
      var run = product.start("-T", "q", "-C", "sh @TASK@", "-r", "--watch", "--kill-after", "30");
      await().until(() -> Files.readString(run.stderr()).contains("a watched queue"));

      Product.signal("TERM", run.process().pid());
      run.process().destroy(); // another one, which may find it gone
      var finished = run.finish();

      assertThat(finished.status()).as(finished.stderr()).isEqualTo(143);
      assertThat(finished.stderr()).doesNotContain("Exception");
    }
  }

  /// Nobody reads what is printed, and the run can be ended all the same.
  @Test
  void aRunWhoseOutputNobodyReadsCanBeEnded() throws Exception {
    product.task("a", "head -c 1000000 /dev/zero | tr '\\0' x; echo > " + product.file("up"));
    product.task("b", "sleep 1000");
    var run = product.startCommand(
        List.of(
            "sh",
            "-c",
            "mkfifo f; exec 3<>f; exec " + Product.launcher()
                + " -T tasks -C 'sh @TASK@' -r -m 1 --print >f"));
    await().until(() -> Files.readString(run.stderr()).contains("SUCCESS"));

    run.signal("TERM");

    assertThat(run.finish().status()).isEqualTo(143);
    assertThat(Files.readString(run.stderr())).contains("is not printed, as nobody reads it");
  }

  /// A task that waits for its retry was started, and has failed.
  @Test
  void aDrainTellsOfTasksThatWaitForTheirRetry() throws Exception {
    product.task("a", "exit 3");
    product.task("b", "exit 3");
    var run = product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "--retries", "2",
        "--retry-delay", "1000");
    await().until(() -> Files.readString(run.stderr())
        .lines()
        .filter(line -> line.contains("attempt 2 of 3 follows"))
        .count() == 2);

    run.signal("USR1");
    var finished = run.finish();

    assertThat(finished.status()).isEqualTo(1);
    assertThat(finished.stdout()).contains("2 failed and not retried")
        .doesNotContain("not started");
    var summary = product.journal("summary").getFirst();
    assertThat(summary.get("not_started").asInt()).isZero();
    assertThat(summary.get("not_retried").asInt()).isEqualTo(2);
  }

  private String marking(int i) {
    return "echo > " + product.file("up" + i) + "\n";
  }

  private void awaitFiles(String... names) {
    for (var name : names) {
      await().until(() -> Files.exists(product.file(name)) && Files.size(product.file(name)) > 0);
    }
  }

  private void assertGone(String name) throws IOException {
    long pid = Long.parseLong(Files.readString(product.file(name)).strip());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }
}
