package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class ResumeIT {
  private final Product product;
  private final Path directory;
  private final Path ran;
  private final Path breaker;

  ResumeIT(Product product) {
    this.product = product;
    directory = product.directory();
    ran = directory.resolve("ran");
    breaker = directory.resolve("gate");
  }

  @Test
  void skipsWhatSucceededGoesOnWithWhatRunsAndRunsTheRest() throws Exception {
    assumeThat(keepsExitStatus()).isTrue();
    product.task("t1", "echo t1 >> " + ran);
    product.task("t2", "echo t2 >> " + ran + "; echo printed before; " + untilGate()
        + "; echo printed after; exit 7");
    product.task("t3", "echo t3 >> " + ran);
    var first = killedAt(2, "-m", "1");

    var resumed = product.start("--resume", "last");
    await().until(() -> Files.readString(resumed.stderr()).contains("adopts"));
    Files.writeString(breaker, "");
    var finished = resumed.finish();

    assertThat(finished.status()).isEqualTo(1);
    assertThat(product.statuses())
        .isEqualTo(Map.of("t1", "SKIPPED", "t2", "FAILED", "t3", "SUCCESS"));
    assertThat(Files.readAllLines(ran)).containsExactly("t1", "t2", "t3");
    var skipped = result("t1");
    assertThat(skipped.get("earlier").get("session_id").asString())
        .isEqualTo(String.valueOf(first.getFileName()));
    assertThat(skipped.get("earlier").get("sequence").asInt()).isEqualTo(1);
    var adopted = result("t2");
    assertThat(adopted.get("exit_code").asInt()).isEqualTo(7);
    assertThat(adopted.get("stdout").asString()).isEqualTo("printed before\nprinted after\n");
    assertThat(adopted.get("stdout_file").asString()).isEqualTo("output/000002.out");
    assertThat(product.journal("summary").getFirst().get("skipped").asInt()).isEqualTo(1);
  }

  @Test
  void whatEndedWithoutASupervisorHasItsTrueResult() throws Exception {
    product.task("t1", "echo t1 >> " + ran + "; " + untilGate() + "; echo printed");
    product.task("t2", "echo t2 >> " + ran + "; " + untilGate() + "; exit 3");
    product.task("t3", "echo t3 >> " + ran + "; " + untilGate() + "; exit 137");
    product.task("t4", "echo t4 >> " + ran + "; " + untilGate() + "; kill -KILL $$");
    product.task("t5", "echo t5 >> " + ran);
    var first = killedAt(4, "-m", "4");
    Files.writeString(breaker, "");
    await().until(() -> ends(first) == 4);

    var finished = product.run("--resume", "last");

    assertThat(finished.status()).isEqualTo(1);
    assertThat(Files.readAllLines(ran)).containsExactlyInAnyOrder("t1", "t2", "t3", "t4", "t5");
    assertThat(product.statuses()).isEqualTo(
        Map.of(
            "t1", "SUCCESS", "t2", "FAILED", "t3", "FAILED", "t4", "FAILED", "t5", "SUCCESS"));
    assertThat(result("t1").get("stdout").asString()).isEqualTo("printed\n");
    assertThat(result("t2").get("exit_code").asInt()).isEqualTo(3);
    assertThat(result("t3").get("error_message").asString()).contains("137");
    assertThat(result("t4").get("error_message").asString()).contains("SIGKILL");
    assertThat(ends(first)).isZero();
  }

  @Test
  void whatTheUserEndedWithoutASupervisorIsRunAgain() throws Exception {
    product.task("t1", "echo >> " + ran + "; [ -e " + breaker + " ] || sleep 1000");
    killedAt(1, "-m", "1");
    assertThat(product.run("-k", "-y").status()).isZero();
    Files.writeString(breaker, "");

    assertThat(product.run("--resume", "last").status()).isZero();

    assertThat(product.statuses()).isEqualTo(Map.of("t1", "SUCCESS"));
    assertThat(Files.readAllLines(ran)).hasSize(2);
  }

  @Test
  void whatWasCancelledByRequestIsNotRunAgainUnlessItIsRetried() throws Exception {
    product.task("t1", "echo 1 >> " + ran + "; [ -e " + breaker + " ] || sleep 1000");
    product.task("t2", "# parallelr: after=t1\necho 2 >> " + ran);
    product.task("t3", "echo 3 >> " + ran + "; " + untilGate());
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "2");
    await().until(() -> Files.exists(ran) && Files.readAllLines(ran).size() == 2);
    assertThat(product.run("kill", "--task", "t1").status()).isZero();
    await().until(() -> product.journal("task").size() == 2);
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));
    Files.writeString(breaker, "");

    assertThat(product.run("resume", "last").status()).isEqualTo(1);

    assertThat(product.statuses())
        .isEqualTo(Map.of("t1", "SKIPPED", "t2", "SKIPPED", "t3", "SUCCESS"));
    assertThat(result("t1").get("earlier").get("status").asString()).isEqualTo("CANCELLED");
    assertThat(product.run("resume", "last").stdout()).startsWith("nothing to do: ");
    assertThat(Files.readAllLines(ran)).containsExactlyInAnyOrder("1", "3");
    assertThat(product.run("retry", "last").status()).isZero();
    assertThat(Files.readAllLines(ran)).containsExactlyInAnyOrder("1", "3", "1", "2");
  }

  private static long ends(Path run) throws IOException {
    var directory = run.resolve("ends");
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (var files = Files.list(directory)) {
      return files.filter(f -> !String.valueOf(f.getFileName()).startsWith(".")).count();
    }
  }

  @Test
  void anAdoptedTaskKeepsItsDeadline() throws Exception {
    product.task("t1", "echo >> " + ran + "; sleep 1000");
    killedAt(1, "-m", "1", "-t", "4");
    var limit = time(product.journal("start").getFirst(), "start_time").plusSeconds(4);
    await().until(() -> Instant.now().isAfter(limit));

    var finished = product.run("--resume", "last");

    assertThat(finished.status()).isEqualTo(1);
    assertThat(product.statuses()).isEqualTo(Map.of("t1", "TIMEOUT"));
    assertThat(result("t1").get("error_message").asString()).isEqualTo("Timeout after 4s");
    assertThat(result("t1").get("duration_seconds").asDouble()).isGreaterThanOrEqualTo(4);
    assertThat(time(result("t1"), "end_time"))
        .isBefore(time(product.journal("session").getFirst(), "start_time").plusSeconds(4));
    assertThat(Files.readAllLines(ran)).hasSize(1);
  }

  @Test
  void orphansMayBeEndedAndRunAgain() throws Exception {
    product.task("t1",
        "echo $PARALLELR_ATTEMPT $$ >> " + ran + "; [ $PARALLELR_ATTEMPT = 2 ] || sleep 1000");
    killedAt(1, "-m", "1");

    var finished = product.run("--resume", "last", "--orphans", "kill");

    assertThat(finished.status()).isZero();
    var attempts = Files.readAllLines(ran);
    assertThat(attempts).hasSize(2);
    assertThat(attempts.getLast()).startsWith("2 ");
    assertThat(Product.runs(Long.parseLong(attempts.getFirst().substring(2)))).isFalse();
  }

  @Test
  void whatEndedUnseenIsRunAgainOrNot() throws Exception {
    product.with("PARALLELR_EXECUTION_KEEP_STATUS", "false");
    product.task("t1", "echo $$ >> " + ran + "; [ -e " + breaker + " ] || sleep 1000");
    killedAt(1, "-m", "1");
    Product.signal("KILL", Long.parseLong(Files.readAllLines(ran).getFirst()));
    Files.writeString(breaker, "");

    var skipped = product.run("--resume", "last", "--on-unknown", "skip");
    assertThat(skipped.status()).isEqualTo(1);
    assertThat(product.statuses()).isEqualTo(Map.of("t1", "ERROR"));
    assertThat(result("t1").get("error_message").asString()).contains("nobody saw how it ended");
    assertThat(Files.readAllLines(ran)).hasSize(1);

    var again = product.run("--retry-failed", "last");
    assertThat(again.status()).isZero();
    assertThat(Files.readAllLines(ran)).hasSize(2);
  }

  @Test
  void whatIsLeftOfATaskWhoseLeaderHasEndedIsEndedFirst() throws Exception {
    product.with("PARALLELR_EXECUTION_KEEP_STATUS", "false");
    product.task("t1", "[ -e " + breaker + " ] && exit 0; setsid sleep 1000 & echo $! $$ >> " + ran
        + "; sleep 1000");
    killedAt(1, "-m", "1");
    var pids = Files.readAllLines(ran).getFirst().split(" ", 2);
    Product.signal("KILL", Long.parseLong(pids[1]));
    await().until(() -> !Product.runs(Long.parseLong(pids[1])));
    assertThat(Product.runs(Long.parseLong(pids[0]))).isTrue();
    Files.writeString(breaker, "");

    assertThat(product.run("--resume", "last").status()).isZero();

    assertThat(Product.runs(Long.parseLong(pids[0]))).isFalse();
    assertThat(product.statuses()).isEqualTo(Map.of("t1", "SUCCESS"));
  }

  @Test
  void retryFailedRunsOnlyWhatDidNotSucceed() throws Exception {
    product.task("good", "echo good >> " + ran);
    product.task("bad", "echo bad >> " + ran + "; [ -e " + breaker + " ]");
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "-r").status()).isEqualTo(1);

    var resumed = product.run("--resume", "last");
    assertThat(resumed.status()).as("what failed is not run again").isEqualTo(1);
    assertThat(resumed.stdout()).contains(" are done; 1 did not succeed: ");
    Files.writeString(breaker, "");
    var again = product.run("--retry-failed", "last", "-q");

    assertThat(again.status()).isZero();
    assertThat(Files.readAllLines(ran)).containsExactlyInAnyOrder("good", "bad", "bad");
    assertThat(product.statuses()).isEqualTo(Map.of("good", "SKIPPED", "bad", "SUCCESS"));
  }

  @Test
  void theRequestOfThatRunIsUsedUnlessOverridden() throws Exception {
    var other = Files.createDirectory(directory.resolve("other"));
    product.task("t1.sh", "echo $0 >> " + ran + "; [ -e " + breaker + " ]");
    product.task("t2.txt", "echo $0 >> " + ran);
    var program = Files.writeString(directory.resolve("run.sh"), "#!/bin/sh\nexec sh \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    var first = product.startCommand(
        List.of(Product.launcher().toString(), "-T", "tasks", "-C", "./run.sh @TASK@", "-r",
            "--file-extension", "sh", "-m", "3"))
        .finish();
    assertThat(first.status()).isEqualTo(1);
    Files.writeString(breaker, "");

    // from elsewhere: the paths of that run are still taken as they were
    var again = new Product(other).with("PARALLELR_HOME", product.home().toString());
    assertThat(again.run("--retry-failed", "last", "-m", "2", "-C", "sh @TASK@").status()).isZero();

    assertThat(Files.readAllLines(ran)).hasSize(2).allMatch(l -> l.endsWith("tasks/t1.sh"));
    var request = product.journal("session").getFirst();
    assertThat(request.get("max_workers").asInt()).isEqualTo(2);
    assertThat(request.get("command_template").asString()).isEqualTo("sh @TASK@");
  }

  @Test
  void aRunThatStillRunsIsNotGoneOnWith() throws Exception {
    product.task("t1", "sleep 1000");
    product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");

    var refused = product.run("--resume", "last");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).contains("is still in use by a supervisor").hasLineCount(1);
    assertThat(product.run("--resume", "last", "-d").stderr())
        .contains("is still in use by a supervisor");
  }

  @Test
  void aTornLastLineIsDroppedAndSaid() throws Exception {
    product.task("t1", "echo >> " + ran);
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "-r").status()).isZero();
    var journal = product.latestRun().resolve("results.jsonl");
    var lines = Files.readAllLines(journal);
    Files.writeString(journal,
        String.join("\n", lines.subList(0, 2)) + "\n{\"type\":\"task\",\"sta");

    var resumed = product.run("--resume", "last");

    assertThat(resumed.stderr()).contains("results.jsonl:3: the last line is torn; dropped");
    assertThat(Files.readAllLines(ran)).as("its result was lost").hasSize(2);
  }

  @Test
  void aChangedTaskFileIsSaid() throws Exception {
    var task = product.task("t1", "exit 0");
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "-r").status()).isZero();
    Files.writeString(task, "echo more\n", StandardOpenOption.APPEND);

    var resumed = product.run("--resume", "last");

    assertThat(resumed.stderr()).contains("tasks/t1 has changed since run ");
    assertThat(resumed.stdout()).startsWith("nothing to do: the 1 task of ");
  }

  @Test
  void aWatchedQueueGoesOnWithItsOrphans() throws Exception {
    assumeThat(keepsExitStatus()).isTrue();
    product.with("PARALLELR_QUEUE_SETTLE", "0");
    var task = product.task("t1", "echo >> " + ran + "; " + untilGate());
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "--watch");
    await().until(() -> Files.exists(ran));
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));

    product.detach("--resume", "last");
    var log = product.latestRun().resolve("run.log");
    await().until(() -> Files.readString(log).contains("adopts"));
    Files.writeString(breaker, "");

    await().until(
        () -> Files.exists(task.resolveSibling(".parallelr").resolve("done").resolve("t1")));
    assertThat(Files.readAllLines(ran)).hasSize(1);
    product.endAll();
    assertThat(product.statuses()).isEqualTo(Map.of("t1", "SUCCESS"));
    assertThat(task.resolveSibling(".parallelr").resolve("running")).isEmptyDirectory();
  }

  private String untilGate() {
    return "while ! [ -e " + breaker + " ]; do sleep 0.02; done";
  }

  /// Starts a run, and kills it when so many tasks have begun.
  private Path killedAt(int tasks, String... more) throws Exception {
    var arguments = new ArrayList<>(List.of("-T", "tasks", "-C", "sh @TASK@", "-r"));
    arguments.addAll(List.of(more));
    int pid = product.detach(arguments.toArray(String[]::new));
    await().until(() -> Files.exists(ran) && Files.readAllLines(ran).size() == tasks);
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));
    return product.latestRun();
  }

  private static Instant time(JsonNode line, String field) {
    return OffsetDateTime.parse(line.get(field).asString()).toInstant();
  }

  private JsonNode result(String name) throws IOException {
    return product.journal("task")
        .stream()
        .filter(line -> line.get("task").asString().endsWith("/" + name))
        .findFirst()
        .orElseThrow();
  }

  /// Linux 6.15 keeps the exit status of a process for those who hold a pidfd of it.
  private static boolean keepsExitStatus() {
    var numbers = System.getProperty("os.version", "0.0").split("\\D", 3);
    return Integer.parseInt(numbers[0]) * 100 + Integer.parseInt(numbers[1]) >= 615;
  }
}
