package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Journals that are gone, damaged, very long or in parts.
@Tag("long")
@Timeout(180)
@ExtendWith(ProductExtension.class)
class JournalFaultsIT {
  private final Product product;
  private final Path directory;
  private final Path ran;

  JournalFaultsIT(Product product) {
    this.product = product;
    directory = product.directory();
    ran = directory.resolve("ran");
  }

  /// Nothing is run again without a word.
  @Test
  void aRunWithoutItsJournalIsAskedAbout() throws Exception {
    var run = fiveDone();
    Files.delete(run.resolve("results.jsonl"));

    var refused = product.run("--resume", "last");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).contains(
        "the journal " + run.resolve("results.jsonl") + " is missing; it is unknown which tasks "
            + "have been done. Put the file back, or run all tasks again: add --rerun-all");
    assertNothingIsLeftBut(run);
    assertThat(Files.readAllLines(ran)).hasSize(5);

    assertThat(product.run("--resume", "last", "--rerun-all").status()).isZero();
    assertThat(Files.readAllLines(ran)).hasSize(10);
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "--rerun-all").status()).isEqualTo(2);
  }

  /// Nor where it knows less than what the supervisor had said.
  @Test
  void aJournalThatDoesNotFitTheStatusIsAskedAbout() throws Exception {
    var run = fiveDone();
    var journal = run.resolve("results.jsonl");
    Files.write(journal, Files.readAllLines(journal).subList(0, 5));
    Files.writeString(
        run.resolve("status.json"),
        "{\"state\":\"running\",\"tasks\":5,\"done\":5,\"failed\":0}\n");

    var refused = product.run("--resume", "last", "-d");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr())
        .contains("has 2 results, but status.json beside it says that 5 tasks had ended");
    assertNothingIsLeftBut(run);
  }

  /// A record that is damaged is told with its task.
  @Test
  void aDamagedRecordNamesTheTaskThatRunsAgain() throws Exception {
    var run = fiveDone();
    var journal = run.resolve("results.jsonl");
    var text = Files.readString(journal);
    int at = text.indexOf("\"final\":true"); // still JSON then
    Files.writeString(journal, text.substring(0, at) + "\"fimal\":true" + text.substring(at + 12));

    var resumed = product.run("--resume", "last");

    assertThat(resumed.status()).isZero();
    var task = directory.resolve("tasks/t1");
    assertThat(resumed.stderr())
        .contains(
            journal + ":3: the line is damaged; dropped; it concerns " + task
                + ", whose result is lost")
        .contains("1 task had started, but no end is recorded; run again: " + task);
    assertThat(Files.readAllLines(ran)).hasSize(6).endsWith("t1");
  }

  /// What a newer version wrote is not guessed at.
  @Test
  void aRunOfANewerVersionIsRefused() throws Exception {
    var run = fiveDone();
    var request = run.resolve("request.json");
    Files.writeString(
        request,
        Files.readString(request).replaceFirst("\"schema_version\":\\d+", "\"schema_version\":99"));

    var refused = product.run("--resume", "last");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).hasLineCount(1)
        .contains(request + " was written by a newer parallelr: its schema version is 99");

    // the same of entries in the registry
    var entry = product.home().resolve("workers/20261125T000000.000Z-1.json");
    Files.writeString(entry, "{\"schema_version\":2,\"pid\":[1]}\n");
    assertThat(product.run("--list-workers").stderr()).contains(entry.toString())
        .contains("was written by a newer parallelr: its schema version is 2");
  }

  /// Names are not kept as texts, neither those of the tasks nor of the journal.
  @Test
  void resumesInLittleMemory() throws Exception {
    var name = "a-name-as-programs-make-them-".repeat(6);
    var tasks = Files.createDirectory(directory.resolve("tasks"));
    for (int i = 0; i < 60_000; i++) {
      Files.createFile(tasks.resolve(name + i));
    }
    Files.writeString(tasks.resolve("0"), "");
    assertThat(product.run("-T", "tasks/0", "-C", "true @TASK@", "-r").status()).isZero();
    var run = product.latestRun();
    repeat(run, name, 20_000);

    var resumed = product.with("_JAVA_OPTIONS", "-Xmx40m")
        .start("--resume", "last", "-T", "tasks", "-C", "sh -c 'sleep 1000' @TASK@", "-m", "1");
    await().atMost(java.time.Duration.ofMinutes(2)).until(() -> hasBegun(run));
    resumed.signal("TERM");

    var finished = resumed.finish();
    assertThat(finished.status()).as(finished.stderr()).isEqualTo(143);
    assertThat(product.journal("summary").getFirst().get("skipped").asInt()).isEqualTo(20_001);
  }

  /// Who reads long journals can be seen, and can be ended; nothing is left of it.
  @Test
  void aResumeThatReadsIsListedAndCanBeEnded() throws Exception {
    product.task("t0", "exit 0");
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "-r").status()).isZero();
    var run = product.latestRun();
    repeat(run, "/nowhere/task", 300_000);

    var resumed = product.start("--resume", "last");
    var workers = product.home().resolve("workers");
    await()
        .until(() -> Stream.of(workers.toFile().list((_, n) -> n.endsWith(".json"))).count() > 0);
    resumed.signal("STOP");
    var names = workers.toFile().list((_, name) -> name.endsWith(".json"));
    assertThat(names).hasSize(1);
    var pid = names[0].replaceFirst(".*-(\\d+).json", "$1");
    assertThat(product.run("--list-workers").stdout()).contains("supervisor " + pid + "  starting");

    assertThat(product.run("-k", pid).status()).isZero();
    var finished = resumed.finish();

    assertThat(finished.status()).isEqualTo(143);
    assertThat(finished.stderr()).contains("interrupted before anything was run");
    assertNothingIsLeftBut(run);
  }

  /// The journal of a queue has parts, which may be removed but for the last.
  @Test
  void theJournalOfAQueueIsInParts() throws Exception {
    product.with("PARALLELR_QUEUE_SETTLE", "0").with("PARALLELR_QUEUE_JOURNAL_PART_SIZE", "1000");
    var queue = Files.createDirectory(directory.resolve("tasks"));
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "--watch");
    var run = product.latestRun();
    for (int i = 1; i <= 3; i++) {
      int parts = i;
      product.task("t" + i, "exit 0");
      await().until(() -> Files.exists(run.resolve("results-%06d.jsonl".formatted(parts))));
    }
    product.task("slow", "echo >> " + ran + "; sleep 1000");
    await().until(() -> Files.exists(ran));
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));

    var results = Files.readString(run.resolve("results-000002.jsonl")).lines().toList();
    assertThat(results.getFirst())
        .startsWith("{\"type\":\"session\",\"schema_version\":3,\"part\":2,");
    assertThat(results).hasSize(3).last().asString().contains("/tasks/t2\"");
    assertThat(Files.readAllLines(run.resolve("summary-000002.csv"))).hasSize(2)
        .first()
        .asString()
        .startsWith("start_time;");

    // as if t3 had not been put away: it is found in the part before the last
    Files.move(
        queue.resolve(".parallelr/done/t3"),
        queue.resolve(".parallelr/running/" + run.getFileName() + "/t3"));
    Files.delete(run.resolve("results-000001.jsonl"));
    product.detach("--resume", "last", "--orphans", "kill");
    await().until(() -> Files.exists(queue.resolve(".parallelr/done/t3")));
    await().until(() -> Files.readAllLines(ran).size() == 2);
    assertThat(
        product.journal("start").stream().map(l -> l.get("task").asString()).toList())
        .noneMatch(name -> name.endsWith("t3"));
  }

  private Path fiveDone() throws Exception {
    for (int i = 1; i <= 5; i++) {
      product.task("t" + i, "echo t%d >> %s".formatted(i, ran));
    }
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "1").status()).isZero();
    var run = product.latestRun();
    var journal = run.resolve("results.jsonl");
    Files.write( // as if it had been killed at the end
        journal,
        Files.readAllLines(journal).stream().filter(l -> !l.contains("\"summary\"")).toList());
    return run;
  }

  /// A try that fails leaves no run behind.
  private void assertNothingIsLeftBut(Path run) throws IOException {
    try (var runs = Files.list(run.resolveSibling(""))) {
      assertThat(runs.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("latest", run.getFileName().toString());
    }
    assertThat(product.latestRun()).isEqualTo(run);
  }

  private boolean hasBegun(Path before) throws IOException {
    return !product.latestRun().equals(before)
        && Files.readString(product.latestRun().resolve("results.jsonl"))
            .contains("\n{\"type\":\"start\"");
  }

  /// Has the journal of a run, whose one task has ended, say the same of many more.
  private static void repeat(Path run, String name, int times) throws IOException {
    var journal = run.resolve("results.jsonl");
    var lines = Files.readAllLines(journal);
    var pattern = lines.stream()
        .filter(line -> line.startsWith("{\"type\":\"task\""))
        .map(line -> line.replaceFirst(",\"crc\":\"\\w+\"}$", "}"))
        .findFirst()
        .orElseThrow();
    var path = pattern.replaceFirst(".*\"task\":\"([^\"]*)/[^/\"]*\".*", "$1/" + name);
    var more = IntStream.range(0, times)
        .mapToObj(i -> pattern.replaceFirst("\"task\":\"[^\"]*\"", "\"task\":\"" + path + i + "\""))
        .map(JournalFaultsIT::sealed);
    Files.write(
        journal,
        Stream.concat(lines.subList(0, lines.size() - 1).stream(), more).toList());
  }

  private static String sealed(String line) {
    var crc = new java.util.zip.CRC32C();
    crc.update(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return line.substring(0, line.length() - 1)
        + ",\"crc\":\"%08x\"}".formatted(crc.getValue());
  }
}
