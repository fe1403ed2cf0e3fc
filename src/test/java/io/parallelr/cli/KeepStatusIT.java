package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Runs in the foreground whose tasks are not forgotten when they are killed.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class KeepStatusIT {
  private final Product product;
  private final Path go;
  private final Path ran;

  KeepStatusIT(Product product) {
    this.product = product;
    go = product.directory().resolve("go");
    ran = product.directory().resolve("ran");
  }

  @Test
  void howTasksEndIsKnownThoughTheirRunWasKilled() throws Exception {
    var run = killed();
    assertThat(run.process().isAlive()).as("tasks are waited for").isTrue();
    Files.createFile(go);

    assertThat(run.finish().status()).isEqualTo(137);
    var resumed = product.run("resume", "last");
    assertThat(resumed.status()).as(resumed.stderr()).isEqualTo(1);
    assertThat(resumed.stderr()).contains("Exit code 3");
    assertThat(Files.readAllLines(ran)).as("nothing is run twice").hasSize(2);
  }

  @Test
  void allThatShowARunSayHowItsTasksEndedWithoutIt() throws Exception {
    var run = killed();
    assertThat(product.run("show", "last").stdout())
        .contains("cut off: its supervisor died; 2 tasks still run, and resume waits for them\n")
        .endsWith("Continue:   parallelr resume %s\n".formatted(product.latestRun().getFileName()));
    Files.createFile(go);
    var _ = run.finish();

    assertThat(product.run("resume", "last", "-n").stdout())
        .contains("# has ended (SUCCESS), would be recorded: ")
        .contains("# has ended (Exit code 3), would be recorded: ")
        .doesNotContain("still running");
    assertThat(product.run("show", "last").stdout())
        .contains("1 succeeded, 1 failed, 0 other")
        .contains("Exit code 3")
        .doesNotContain("| bad") // only its run knew what is secret in it
        .doesNotContain("is not recorded");
    assertThat(product.run("runs").stdout()).contains("cut-off").containsPattern("1 +1 +0|1/1/0");
    assertThat(product.run("stats", "last").stdout())
        .contains("2 ended: 1 SUCCESS, 1 FAILED")
        .contains("2 that ran");
    assertThat(product.run("report", "last").stdout()).doesNotContain("No end recorded");
    assertThat(product.run("log", "last", "t1").stdout()).isEqualTo("said\n");
  }

  @Test
  void whatFailedIsRunAgainIfThatIsAskedFor() throws Exception {
    var run = killed();
    Files.createFile(go);
    var _ = run.finish();

    assertThat(product.run("retry", "last", "--failed").status()).isEqualTo(1);

    assertThat(Files.readAllLines(ran)).containsExactlyInAnyOrder("1", "2", "2");
    assertThat(product.statuses()).isEqualTo(Map.of("t1", "SUCCESS", "t2", "FAILED"));
  }

  @Test
  void tasksThatAreTakenOverBeganWhenTheyWereStarted() throws Exception {
    var _ = killed();
    var killed = Instant.now();
    var dead = product.latestRun();

    var resumed = product.start("resume", "last");
    await().until(() -> !product.latestRun().equals(dead) && product.journal("start").size() == 2);
    var adopted = Instant.now();
    Files.createFile(go);

    assertThat(resumed.finish().status()).isEqualTo(1);
    assertBegan(product.journal("start"), killed);
    assertBegan(product.journal("task"), killed);
    for (var task : product.journal("task")) {
      assertThat(task.get("duration_seconds").doubleValue())
          .isGreaterThanOrEqualTo(Duration.between(killed, adopted).toMillis() / 1e3);
    }
  }

  @Test
  void endsThatWereRecordedAreDatedAsTheyWere() throws Exception {
    var run = killed();
    Files.createFile(go);
    var _ = run.finish();
    var over = Instant.now();

    var _ = product.run("resume", "last");

    assertBegan(product.journal("start"), over);
    assertThat(product.journal("task")).hasSize(2).allSatisfy(task -> {
      assertThat(time(task, "end_time")).isBeforeOrEqualTo(over);
      assertThat(time(task, "start_time")).isBefore(time(task, "end_time"));
    });
  }

  private static void assertBegan(List<JsonNode> lines, Instant before) {
    assertThat(lines).hasSize(2)
        .allSatisfy(line -> assertThat(time(line, "start_time")).isBefore(before));
  }

  private static Instant time(JsonNode line, String field) {
    return OffsetDateTime.parse(line.get(field).stringValue()).toInstant();
  }

  /// A run may be killed before it has written down the process of a task that it has just started.
  @Test
  void theEndsOfTasksThatWereJustStartedAreKnownToo() throws Exception {
    var run = started();

    run.signal("STOP");
    Product.signal("KILL", supervisor());
    await().until(() -> !Product.runs(supervisor()));
    product.forgetNumbersOfTasks();
    run.signal("CONT");
    await().until(() -> Files.readString(run.stderr()).contains("was ended by SIGKILL"));
    Files.createFile(go);

    assertThat(run.finish().status()).isEqualTo(137);
    var resumed = product.run("resume", "last");
    assertThat(resumed.status()).as(resumed.stderr()).isEqualTo(1);
    assertThat(resumed.stderr()).contains("Exit code 3");
    assertThat(Files.readAllLines(ran)).as("nothing is run twice").hasSize(2);
  }

  @Test
  void signalsReachTheRunWhoseStatusIsPassedOn() throws Exception {
    var run = started();

    run.signal("USR1");
    await().until(() -> Files.readString(run.stderr()).contains("no more tasks are started"));
    run.signal("INT");

    var finished = run.finish();
    assertThat(finished.status()).isEqualTo(130);
    assertThat(finished.stderr())
        .contains("SIGINT: ending running tasks")
        .doesNotContain("SIGINT: killing");
  }

  @Test
  void itIsARunLikeAnyOther() throws Exception {
    Files.createFile(go);
    product.task("t1", "exit 0");
    var arguments = List.of("-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "--keep-status");

    assertThat(product.run(arguments.toArray(String[]::new)).status()).isZero();
    product.task("t2", "exit 1");
    assertThat(product.run(arguments.toArray(String[]::new)).status()).isEqualTo(1);
    var piped = product.startCommand(
        List.of(
            "sh",
            "-c",
            "echo word | '%s' -A - -C 'echo got @ARG@' -r -q --print --keep-status"
                .formatted(Product.launcher())))
        .finish();
    assertThat(piped.stdout()).as(piped.stderr()).contains("got word");
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(40));
  }

  /// A run of two tasks, which wait.
  private Product.Started started() throws Exception {
    product.task("t1",
        "echo said; echo 1 >> " + ran + "; until [ -e " + go + " ]; do sleep 0.05; done");
    product.task("t2",
        "echo 2 >> " + ran + "; until [ -e " + go
            + " ]; do sleep 0.05; done; echo bad >&2; exit 3");
    var run = product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "2", "--keep-status");
    await().until(() -> Files.exists(ran) && Files.readAllLines(ran).size() == 2);
    return run;
  }

  /// The same, whose supervisor was killed: the tasks run on.
  private Product.Started killed() throws Exception {
    var run = started();
    Product.signal("KILL", supervisor());
    await().until(() -> Files.readString(run.stderr()).contains("was ended by SIGKILL"));
    return run;
  }

  private long supervisor() throws Exception {
    var name = product.latestRun().getFileName().toString();
    return Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
  }
}
