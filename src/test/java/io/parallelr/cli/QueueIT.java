package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class QueueIT {
  private final Product product;
  private final Path directory;
  private final Path queue;
  private final Path ran;

  QueueIT(Product product) throws IOException {
    this.product = product.with("PARALLELR_QUEUE_SETTLE", "0");
    directory = product.directory();
    queue = Files.createDirectory(directory.resolve("queue"));
    ran = directory.resolve("ran");
  }

  @Test
  void runsWhatIsThereAndWhatArrives() throws Exception {
    drop("first", "echo first >> " + ran + "; echo \"$0\" >> " + ran);
    int pid = serve();
    await().until(() -> exists(".parallelr/done/first"));
    drop("second", "exit 3");
    await().until(() -> exists(".parallelr/failed/second"));

    assertThat(Files.readAllLines(ran).getFirst()).isEqualTo("first");
    assertThat(Files.readAllLines(ran).getLast()).as("@TASK@")
        .startsWith(queue.toRealPath().resolve(".parallelr/running") + "/")
        .endsWith("/first");
    product.run("-k", Integer.toString(pid));
    assertThat(product.statuses()).containsEntry("first", "SUCCESS")
        .containsEntry("second",
            "FAILED");
    assertThat(queue.resolve(".parallelr/running")).isEmptyDirectory();
    assertThat(product.journal("summary").getFirst().get("total").asInt()).isEqualTo(2);
  }

  @Test
  void neverTakesWhatIsUnfinishedOrHidden() throws Exception {
    for (var name : List.of(".hidden", "a.tmp", "a.part", "a.swp", "a~")) {
      drop(name, "true");
    }
    Files.createDirectory(queue.resolve("directory"));
    serve();
    drop("taken", "true");

    await().until(() -> exists(".parallelr/done/taken"));
    assertThat(queue).isDirectoryContaining("glob:**/.hidden")
        .isDirectoryContaining("glob:**/a.tmp")
        .isDirectoryContaining("glob:**/a.part")
        .isDirectoryContaining("glob:**/a.swp")
        .isDirectoryContaining("glob:**/a~");
  }

  @Test
  void aFileThatStillGrowsIsLeftAlone() throws Exception {
    product.with("PARALLELR_QUEUE_SETTLE", "0.5");
    serve();
    var file = queue.resolve("grows");
    var writer = new ProcessBuilder(
        "sh",
        "-c",
        "for i in 1 2 3 4 5 6 7 8; do echo 'echo '$i' >> " + ran + "' >> " + file
            + "; sleep 0.2; done")
        .start();

    await().until(() -> exists(".parallelr/done/grows"));

    assertThat(writer.isAlive()).isFalse();
    assertThat(Files.readAllLines(ran)).hasSize(8);
  }

  @Test
  void severalServeOneDirectoryAndNoneRunsTwice() throws Exception {
    serve("-m", "3");
    serve("-m", "3");
    var producers = new ArrayList<Process>();
    for (var name : List.of("a", "b", "c")) {
      producers.add(
          new ProcessBuilder(
              "sh",
              "-c",
              "for i in $(seq 1 100); do echo 'echo " + name + "'$i' >> " + ran + "' > " + queue
                  + "/." + name + "; mv " + queue + "/." + name + " " + queue + "/" + name
                  + "$i; done")
              .start());
    }

    await().atMost(Duration.ofSeconds(60))
        .until(() -> count(queue.resolve(".parallelr/done")) == 300);

    for (var producer : producers) {
      assertThat(producer.waitFor()).isZero();
    }
    assertThat(Files.readAllLines(ran)).hasSize(300).doesNotHaveDuplicates();
    product.endAll();
    assertThat(successes()).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void tenThousandMayArriveWhileItRuns() throws Exception {
    serve("-m", "4");
    var template = Files.writeString(directory.resolve("template"), "exit 0\n");
    for (int i = 0; i < 10_000; i++) {
      Files.createLink(queue.resolve("f" + i), template);
    }

    await().atMost(Duration.ofSeconds(90))
        .until(() -> count(queue.resolve(".parallelr/done")) == 10_000);

    product.endAll();
    assertThat(product.journal("summary").getFirst().get("succeeded").asInt()).isEqualTo(10_000);
  }

  @Test
  void aNameThatComesAgainOverwritesNothing() throws Exception {
    drop("t.sh", "echo one >> " + ran);
    serve();
    await().until(() -> exists(".parallelr/done/t.sh"));
    drop("t.sh", "echo two >> " + ran);
    await().until(() -> exists(".parallelr/done/t-2.sh"));

    assertThat(Files.readAllLines(ran)).containsExactly("one", "two");
    assertThat(Files.readString(queue.resolve(".parallelr/done/t.sh"))).contains("one");
  }

  @Test
  void filesAreTakenInTheOrderAskedFor() throws Exception {
    drop("b", "echo b >> " + ran + " # the longest of them all");
    drop("c", "echo c >> " + ran);
    drop("a", "echo a >> " + ran + " # longer");

    serveUntilDone(3, "--order", "name");
    assertThat(Files.readAllLines(ran)).containsExactly("a", "b", "c");
    requeueAll();
    serveUntilDone(3, "--order", "size");
    assertThat(Files.readAllLines(ran)).containsExactly("c", "a", "b");
    requeueAll("c", "a", "b");
    serveUntilDone(3, "--order", "arrival");
    assertThat(Files.readAllLines(ran)).containsExactly("c", "a", "b");
  }

  @Test
  void whatIsDoneWithFilesIsAMatterOfChoice() throws Exception {
    product.with("PARALLELR_QUEUE_ON_SUCCESS", "delete")
        .with("PARALLELR_QUEUE_ON_FAILURE", "leave");
    drop("good", "true");
    drop("bad", "false");
    serve();

    await().until(() -> !exists("good") && !exists("bad"));
    product.endAll();

    assertThat(queue.resolve(".parallelr/done")).isEmptyDirectory();
    assertThat(queue.resolve(".parallelr/failed")).isEmptyDirectory();
    assertThat(queue.resolve(".parallelr/running/" + product.latestRun().getFileName() + "/ended"))
        .isDirectoryContaining("glob:**/bad");
  }

  @Test
  void whatADeadSupervisorHadIsPutBackWithItsCount() throws Exception {
    product.with("PARALLELR_EXECUTION_KEEP_STATUS", "false");
    drop(
        "t",
        "echo attempt $PARALLELR_ATTEMPT >> " + ran
            + "; [ $PARALLELR_ATTEMPT = 2 ] || exec sleep 1000");
    int pid = serve();
    await().until(() -> Files.exists(ran) && !tasksOf(pid).isEmpty());
    int task = tasksOf(pid).getFirst();
    Product.signal("KILL", pid);
    Product.signal("KILL", task);
    await().until(() -> !Product.runs(pid) && !Product.runs(task));

    serve();

    await().until(() -> exists(".parallelr/done/t"));
    assertThat(Files.readAllLines(ran)).containsExactly("attempt 1", "attempt 2");
  }

  @Test
  void aTaskThatOutlivesItsSupervisorIsGoneOnWithByTheNext() throws Exception {
    var breaker = directory.resolve("gate");
    drop(
        "t",
        "echo >> " + ran + "; while ! [ -e " + breaker + " ]; do sleep 0.02; done; echo end");
    int pid = serve();
    await().until(() -> Files.exists(ran));
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));

    int next = serve();
    await().until(() -> tasksOf(next).size() == 1);
    assertThat(list("orphans")).isEmpty();
    Files.writeString(breaker, "");

    await().until(() -> exists(".parallelr/done/t"));
    assertThat(Files.readAllLines(ran)).hasSize(1);
    product.endAll();
    assertThat(product.journal("task").getFirst().get("stdout").asString()).isEqualTo("end\n");
  }

  @Test
  void aFileThatKillsItsSupervisorsGoesToFailed() throws Exception {
    product.with("PARALLELR_QUEUE_MAX_REDELIVERIES", "2");
    product.with("PARALLELR_EXECUTION_KEEP_STATUS", "false"); // it ends well itself
    drop("deadly", "echo >> " + ran + "; kill -9 $PPID");
    serve();
    await().until(() -> list("supervisors").isEmpty());
    serve();
    await().until(() -> list("supervisors").isEmpty());

    serve();

    await().until(() -> exists(".parallelr/failed/deadly"));
    assertThat(Files.readAllLines(ran)).hasSize(2);
  }

  @Test
  void whatHadEndedWhenItsSupervisorDiedIsNotRunAgain() throws Exception {
    drop("t", "echo >> " + ran);
    int pid = serve();
    await().until(() -> exists(".parallelr/done/t"));
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));
    // as if it had died between the result and the move
    var mine = queue.resolve(".parallelr/running/" + product.latestRun().getFileName());
    Files.move(queue.resolve(".parallelr/done/t"), mine.resolve("t"));

    serve();

    await().until(() -> exists(".parallelr/done/t"));
    assertThat(Files.readAllLines(ran)).hasSize(1);
  }

  @Test
  void aSilentSupervisorOfAnotherMachineIsTakenForDeadInTheEnd() throws Exception {
    product.with("PARALLELR_QUEUE_CLAIM_TIMEOUT", "60");
    drop("t", "echo >> " + ran);
    var theirs = Files.createDirectories(queue.resolve(".parallelr/running/far"));
    Files.move(queue.resolve("t"), theirs.resolve("t"));
    Files.writeString(
        theirs.resolve(".owner"),
        "{\"run_id\":\"far\",\"hostname\":\"far\",\"boot_id\":\"other\",\"pid\":5,"
            + "\"run_directory\":\"/nowhere\"}");
    Files.writeString(theirs.resolve(".lock"), "");
    Files.writeString(theirs.resolve(".beat"), "");
    serve();
    drop("other", "true");
    await().until(() -> exists(".parallelr/done/other"));
    assertThat(theirs.resolve("t")).exists();

    Files.setLastModifiedTime(
        theirs.resolve(".beat"),
        FileTime.from(Instant.now().minusSeconds(100)));

    await().until(() -> exists(".parallelr/done/t"));
    assertThat(theirs).doesNotExist();
  }

  @Test
  void aStoppedSupervisorPutsBackWhatItCancels() throws Exception {
    drop("long", "echo >> " + ran + "; sleep 1000");
    drop("killed", "echo >> " + ran + "; sleep 1000");
    int pid = serve();
    await().until(() -> Files.exists(ran) && Files.readAllLines(ran).size() == 2);
    var running = list("supervisors").get(0).get("running");
    for (var task : running) {
      if (task.get("task").asString().endsWith("killed")) {
        product.run("-k", task.get("process_id").asString());
      }
    }
    await().until(() -> exists(".parallelr/failed/killed"));

    product.run("-k", Integer.toString(pid));

    assertThat(queue.resolve("long")).exists();
    assertThat(queue.resolve("killed")).doesNotExist();
  }

  @Test
  void afterTooManyFailuresItWaitsAndTriesWithOne() throws Exception {
    product.with("PARALLELR_LIMITS_RESUME_AFTER", "0.5");
    for (int i = 0; i < 10; i++) {
      drop("bad" + i, "[ -e " + directory.resolve("cured") + " ]");
    }
    serve("-m", "1", "--max-consecutive-failures", "3", "--order", "name");
    await().until(() -> list("supervisors").get(0).get("state").asString().equals("paused"));
    await().until(() -> count(queue.resolve(".parallelr/failed")) >= 4);
    Files.writeString(directory.resolve("cured"), "");

    await().until(() -> count(queue.resolve(".parallelr/done"))
        + count(queue.resolve(".parallelr/failed")) == 10);
    assertThat(count(queue.resolve(".parallelr/failed"))).isBetween(4L, 8L);
    assertThat(list("supervisors").get(0).get("state").asString()).isEqualTo("running");
  }

  @Test
  void withoutResumeAfterAStopLimitEndsTheRun() throws Exception {
    drop("bad", "false");

    var run = product.run("-T", "queue", "-C", "sh @TASK@", "-r", "--watch",
        "--max-consecutive-failures", "1");

    assertThat(run.status()).isEqualTo(3);
  }

  @Test
  void showsWhatIsInAQueueAndPutsFailedFilesBack() throws Exception {
    drop("bad", "[ -e " + directory.resolve("cured") + " ]");
    drop("good", "true");
    drop("long", "sleep 1000");
    serve();
    await().until(() -> exists(".parallelr/failed/bad") && exists(".parallelr/done/good"));
    drop("late.tmp", "true");

    var shown = product.run("queue", "-T", "queue");
    assertThat(shown.stdout()).contains("waiting  0", "running  1", "long  by process",
        "failed   1",
        "  bad", "done     1");
    Files.writeString(directory.resolve("cured"), "");
    var again = new JsonMapper()
        .readTree(product.run("queue", "-T", "queue", "--requeue-failed", "--json").stdout());

    assertThat(again.get("requeued").get(0).asString()).isEqualTo("bad");
    await().until(() -> exists(".parallelr/done/bad"));
    assertThat(product.run("queue", "-T", "nowhere").status()).isEqualTo(2);
  }

  @Test
  void aDirectoryThatCannotBeWrittenToIsNoQueue() throws Exception {
    assumeThat(mayMount()).isTrue();
    drop("t", "true");
    var script = "mount --bind " + queue + " " + queue + " && mount -o remount,ro,bind " + queue
        + " && exec " + Product.launcher() + " -T queue -C 'sh @TASK@' -r";

    var watched = product.startCommand(
        List.of("unshare", "-rm", "sh", "-c", script + " --watch"))
        .finish();
    var batch = product.startCommand(List.of("unshare", "-rm", "sh", "-c", script)).finish();

    assertThat(watched.status()).isEqualTo(2);
    assertThat(watched.stderr()).contains("cannot be served as a queue", "Read-only file system");
    assertThat(batch.status()).isZero();
  }

  static boolean mayMount() throws Exception {
    return new ProcessBuilder("unshare", "-rm", "true").start().waitFor() == 0;
  }

  private int serve(String... more) throws Exception {
    var arguments = new ArrayList<>(
        List.of("-T", "queue", "-C", "sh @TASK@", "-r", "--watch"));
    arguments.addAll(List.of(more));
    if (!arguments.contains("-m")) {
      arguments.addAll(List.of("-m", "2"));
    }
    return product.detach(arguments.toArray(String[]::new));
  }

  private void serveUntilDone(int files, String... more) throws Exception {
    Files.deleteIfExists(ran);
    serve(Stream.concat(Stream.of(more), Stream.of("-m", "1")).toArray(String[]::new));
    await().until(() -> count(queue.resolve(".parallelr/done")) == files);
    product.endAll();
  }

  private void requeueAll(String... names) throws IOException {
    for (var name : names.length == 0 ? new String[]{"a", "b", "c"} : names) {
      var file = queue.resolve(name);
      Files.move(queue.resolve(".parallelr/done").resolve(name), file);
      var tick = directory.resolve("tick");
      await().until(() -> changed(Files.writeString(tick, "")).compareTo(changed(file)) > 0);
    }
  }

  /// The kernel's clock for this ticks a few hundred times a second only.
  private static FileTime changed(Path file) throws IOException {
    return (FileTime) Objects.requireNonNull(Files.getAttribute(file, "unix:ctime"));
  }

  private void drop(String name, String script) throws IOException {
    var draft = Files.writeString(queue.resolve(".draft"), script + "\n");
    Files.move(draft, queue.resolve(name));
  }

  private boolean exists(String path) {
    return Files.exists(queue.resolve(path));
  }

  private static long count(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.count();
    }
  }

  private JsonNode list(String what) throws Exception {
    return new JsonMapper().readTree(product.run("--list-workers", "--json").stdout()).get(what);
  }

  private List<Integer> tasksOf(int pid) throws Exception {
    var tasks = new ArrayList<Integer>();
    for (var supervisor : list("supervisors")) {
      if (supervisor.get("process_id").asInt() == pid) {
        supervisor.get("running").forEach(t -> tasks.add(t.get("process_id").asInt()));
      }
    }
    return tasks;
  }

  private List<String> successes() throws IOException {
    var names = new ArrayList<String>();
    try (var runs = Files.newDirectoryStream(product.home().resolve("runs"), "2*")) {
      for (var run : runs) {
        for (var line : Files.readAllLines(run.resolve("results.jsonl"))) {
          var json = new JsonMapper().readTree(line);
          if (json.path("status").asString("").equals("SUCCESS")) {
            names.add(json.get("task").asString());
          }
        }
      }
    }
    return names;
  }
}
