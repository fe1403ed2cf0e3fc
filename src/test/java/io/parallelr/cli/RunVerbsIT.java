package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class RunVerbsIT {
  private final Product product;
  private final Path gate;

  RunVerbsIT(Product product) {
    this.product = product;
    gate = product.file("gate");
  }

  private void tasks(int count) throws Exception {
    for (int i = 1; i <= count; i++) {
      product.task("t" + i, "until [ -e " + gate + " ]; do sleep 0.02; done");
    }
  }

  @Test
  void slotsChangeWhileItRuns() throws Exception {
    tasks(4);
    start("1");

    assertThat(product.run("slots", "3").stdout()).endsWith(": 3 slots, 1 before\n");
    assertThat(product.run("slots", "last").stdout()).contains(": 3 slots, ").endsWith(" in use\n");
    await().until(() -> running() == 3);
    var relative = product.directory().toRealPath().relativize(product.latestRun()).toString();
    assertThat(product.run("slots", relative, "-2").stdout())
        .contains(": 1 slot, 3 before; 2 tasks");
    assertThat(supervisor().get("slots").asInt()).isEqualTo(1);
    var refused = product.run("slots", "0");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).contains("use pause").hasLineCount(1);
    assertThat(product.run("slots", "many").status()).isEqualTo(2);
    assertThat(product.run("slots", "auto").status()).isZero();
    assertThat(product.run("slots", "last", "10000%").stdout()).contains("00 slots, ");
    Files.createFile(gate);
    assertThat(product.run("wait", "last").status()).isZero();
    assertThat(product.statuses()).hasSize(4);
  }

  @Test
  void aTaskThatWaitsCanBeCancelled() throws Exception {
    tasks(2);
    product.task("t3", "# parallelr: after=t1\ntouch " + product.file("wrong"));
    product.task("t4", "# parallelr: retries=1 retry-delay=600\nexit 1");
    product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "3");
    await().untilAsserted(
        () -> assertThat(product.run("explain").stdout())
            .contains("2 tasks wait: task 3 (t3) waits for "));
    assertThat(product.run("kill", "last", "--task", "t2").status()).isZero();
    await().until(() -> product.run("explain", "t4").stdout().contains("retry delay"));

    assertThat(product.run("kill", "last", "--task", "t4").stdout())
        .endsWith(": task 4 (t4) is cancelled; it was not running\n");
    var third = product.run("kill", "last", "--task", "3");
    assertThat(third.status()).as(third.stderr()).isZero();
    assertThat(product.run("kill", "last", "--task", "3").stderr())
        .contains("task 3 (t3) has ended");
    Files.createFile(gate);

    assertThat(product.run("wait", "last").status()).isEqualTo(1);
    assertThat(product.statuses()).containsEntry("t1", "SUCCESS")
        .containsEntry("t2", "CANCELLED")
        .containsEntry("t3", "CANCELLED")
        .containsEntry("t4", "CANCELLED");
    assertThat(product.file("wrong")).doesNotExist();
  }

  @Test
  void aPausedRunStartsNothingAndIsSuspendedIfAskedFor() throws Exception {
    tasks(3);
    start("1");
    int task = supervisor().get("running").get(0).get("process_id").asInt();

    assertThat(product.run("pause", "--suspend").stdout()).contains("1 task is stopped");
    assertThat(state(task)).isEqualTo('T');
    assertThat(product.run("explain", "last", "t3").stdout())
        .contains(
            "task 3 (t3) waits: order, 1 task is before it; suspended by its user, with its tasks");
    assertThat(product.run("explain", "1").stdout()).contains("task 1 (t1) is suspended");
    await().until(() -> supervisor().get("state").asString().equals("paused"));
    assertThat(product.run("--list-workers").stdout()).contains("waits: suspended by its user");
    assertThat(product.run("unpause").stdout()).endsWith(": continues\n");
    assertThat(state(task)).isNotEqualTo('T');
    assertThat(product.run("pause").stdout()).contains("1 task runs on");
    Files.createFile(gate);
    await().until(() -> product.statuses().size() == 1);
    assertThat(product.run("unpause").status()).isZero();

    assertThat(product.run("wait", "last").status()).isZero();
    assertThat(product.statuses()).hasSize(3);
  }

  @Test
  void aSuspendedTaskCanBeCancelledAndSoCanItsRun() throws Exception {
    tasks(3);
    start("2");
    product.run("pause", "--suspend");

    assertThat(product.run("kill", "last", "--task", "t1").stdout()).endsWith(": cancelled\n");
    assertThat(product.run("kill", "last", "--task", "3").stdout())
        .endsWith(": task 3 (t3) is cancelled; it was not running\n");
    assertThat(product.run("kill", "last", "--task", "4").status()).isEqualTo(2);
    assertThat(product.run("kill").stdout()).endsWith(": ended\n");

    assertThat(product.run("wait", "last").status()).isEqualTo(143);
    assertThat(product.statuses()).containsEntry("t1", "CANCELLED")
        .containsEntry("t2", "CANCELLED");
  }

  @Test
  void aRunningTaskIsReportedUpToNowAndIsRetriedOnceItWasCancelled() throws Exception {
    tasks(1);
    start("1");
    var running = new ObjectMapper()
        .readTree(product.run("report", "last", "--json").stdout())
        .get("runs")
        .get(0);
    assertThat(running.get("running").get(0).get("duration_seconds").asDouble()).isPositive();
    assertThat(running.get("slots_percent").asDouble()).isPositive();
    assertThat(product.run("report", "last").stdout()).containsPattern("1 +[0-9.]+ s  running ");

    product.run("kill", "last", "--task", "t1");

    assertThat(product.run("wait", "last").status()).isEqualTo(1);
    var ended = new ObjectMapper()
        .readTree(product.run("report", "last", "--json").stdout())
        .get("runs")
        .get(0);
    assertThat(ended.get("cancelled_attempts").asInt()).isEqualTo(1);
    assertThat(ended.get("histogram").toString()).contains("\"succeeded\":0");
    assertThat(ended.has("task_seconds")).isFalse();
    assertThat(product.run("stats", "last").stdout())
        .contains("1 ended: 1 CANCELLED", "1 that ran", "no task has run to an end");
    var id = product.latestRun().getFileName();
    assertThat(product.run("show", "last").stdout())
        .endsWith("Try again:  parallelr retry %s --failed\n".formatted(id));
  }

  @Test
  void tasksAreAddedAndAResumedRunKnowsThem() throws Exception {
    tasks(2);
    int pid = start("1");
    Files.writeString(product.file("more"), "true\n");

    assertThat(product.run("add", "last", "more", "tasks/t1").stdout())
        .endsWith(": 1 task added: 3 in all\n");
    assertThat(product.run("add", "last", "none").stderr()).contains("none not found");
    assertThat(product.run("add", "last", "--arguments", "x").status()).isEqualTo(2);
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));
    assertThat(product.run("wait", "last").status()).isEqualTo(5);
    Files.createFile(gate);
    var resumed = product.run("--resume", "last", "--on-unknown", "rerun");

    assertThat(resumed.status()).as(resumed.stderr()).isZero();
    assertThat(product.statuses()).hasSize(3).containsEntry("more", "SUCCESS");
  }

  @Test
  void linesAreAddedToARunOfLines() throws Exception {
    Files.writeString(product.file("lines"), "a\n");
    product.detach(
        "-A",
        "lines",
        "-C",
        "sh -c 'until [ -e \"$0\" ]; do sleep 0.02; done; echo \"$1\"' " + gate + " @ARG@",
        "-r");
    await().until(() -> running() == 1);

    assertThat(product.run("add", "last", "--arguments", "b c", "a").stdout())
        .contains("2 tasks added: 3 in all");
    for (var nothing : List.of("", " ", "# a comment")) {
      assertThat(product.run("add", "last", "--arguments", nothing).stderr())
          .contains("nothing was added: blank lines and comments are not tasks");
    }
    assertThat(product.run("add", "last", "--arguments", "d", "x\ny").stderr())
        .contains("nothing was added: 'x\\ny' is several lines; give each as a word of its own");
    Files.createFile(gate);

    assertThat(product.run("wait", "last").status()).isZero();
    assertThat(product.journal("task").stream().map(t -> t.get("stdout").asString()))
        .containsExactlyInAnyOrder("a\n", "b c\n", "a\n");
  }

  @Test
  void whoStopsWaitingIsToldThatTheRunContinues() throws Exception {
    tasks(1);
    start("1");
    var waiting = product.start("wait", "last");
    await().until(() -> handlesInterrupts(waiting.process().pid()));

    waiting.signal("INT");

    assertThat(waiting.finish()).isEqualTo(
        new Product.Finished(
            130, "", "parallelr: SIGINT: no longer waiting; what runs continues\n"));
    Files.createFile(gate);
    assertThat(product.run("wait", "last").status()).isZero();
  }

  /// Whether a process has come so far that its signals are handled: the thread that looks at its
  /// heap begins after that.
  private static boolean handlesInterrupts(long pid) throws IOException {
    try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (var thread : threads) {
        if (Files.readString(thread.resolve("comm")).equals("heap\n")) {
          return true;
        }
      }
      return false;
    }
  }

  @Test
  void aDrainedRunEndsWithWhatRuns() throws Exception {
    tasks(3);
    start("1");

    assertThat(product.run("drain").stdout()).contains("starts no more tasks");
    await().until(() -> supervisor().get("state").asString().equals("draining"));
    Files.createFile(gate);

    assertThat(product.run("wait", "last").status()).isEqualTo(1);
    assertThat(product.statuses()).hasSize(1);
  }

  @Test
  void whichRunIsMeantMustBeClear() throws Exception {
    assertThat(product.run("pause").stderr()).contains("no run is alive").hasLineCount(1);
    assertThat(product.run("wait", "last").stderr()).contains("no runs in").hasLineCount(1);
    tasks(1);
    start("1");
    var first = product.latestRun();
    product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");

    var refused = product.run("pause");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).contains("name one: " + first.getFileName()).hasLineCount(1);
    assertThat(product.run("pause", "2").stderr()).contains("run 2 is ambiguous");
    assertThat(product.run("pause", "x").stderr()).contains("run x not found");
    Files.createFile(gate);
    assertThat(product.run("wait", first.getFileName().toString(), "last").status()).isZero();
    assertThat(product.run("unpause", "last").stderr()).contains("is not alive");
  }

  @Test
  void oneThatDoesNotAnswerIsReported() throws Exception {
    tasks(1);
    int pid = start("1");
    Product.signal("STOP", pid);
    try {
      var silent = product.run("pause");

      assertThat(silent.status()).isEqualTo(5);
      assertThat(silent.stderr()).contains("does not answer").hasLineCount(1);
    } finally {
      Product.signal("CONT", pid);
    }
    assertThat(supervisor().get("state").asString()).as("taken back").isEqualTo("running");
  }

  @Test
  void aSupervisorOfAnEarlierVersionIsNotAsked() throws Exception {
    tasks(1);
    start("1");
    var entry = product.home().resolve("workers/" + product.latestRun().getFileName() + ".json");
    var text = Files.readString(entry);
    // in place, as its lock is on the file
    Files.writeString(entry, text.replace("\"answers\":true", "\"answers\":null"));

    var refused = product.run("pause");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).contains("is of a version without 'pause'").hasLineCount(1);
    Files.writeString(entry, text);
  }

  private int start(String slots) throws Exception {
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", slots);
    await().until(() -> running() == Math.min(Integer.parseInt(slots), 3));
    return pid;
  }

  private int running() throws Exception {
    return supervisor().get("running").size();
  }

  private JsonNode supervisor() throws Exception {
    return new JsonMapper().readTree(product.run("--list-workers", "--json").stdout())
        .get("supervisors")
        .get(0);
  }

  private static char state(int pid) throws Exception {
    var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }
}
