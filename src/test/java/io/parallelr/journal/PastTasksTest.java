package io.parallelr.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.Tasks;
import io.parallelr.task.Input;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.Secrets;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Journals as they are read again, also when they have suffered.
class PastTasksTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir
  Path directory;

  @Test
  void theLatestOfEachTaskCounts() throws IOException {
    var first = run("run-1", Optional.empty(), journal -> {
      ended(journal, Tasks.task(1), true);
      ended(journal, Tasks.task(2), false);
      journal.started(Tasks.task(3), 1, NOON);
    });
    var second = run("run-2", Optional.of(first), journal -> {
      journal.finished(skipped(Tasks.task(1), "run-1", Status.SUCCESS));
      ended(journal, renumbered(Tasks.task(2), 7), true);
      journal.started(renumbered(Tasks.task(4), 9), 1, NOON);
    });

    var past = read(second);

    assertThat(past.size()).isEqualTo(4);
    assertThat(of(past, "task1")).isEqualTo(
        new Past("run-1", 1, 1, Optional.of(Status.SUCCESS), true, false, Optional.empty()));
    assertThat(of(past, "task2").run()).isEqualTo("run-2");
    assertThat(of(past, "task2").sequence()).isEqualTo(7);
    assertThat(of(past, "task2").finalResult()).contains(Status.SUCCESS);
    assertThat(of(past, "task3").endIsUnknown()).isTrue();
    assertThat(past.name(past.begun("run-1", 3))).isEqualTo("task3");
    assertThat(past.begun("run-1", 1)).isEqualTo(-1);
    assertThat(past.name(past.begun("run-2", 9))).isEqualTo("task4");
    assertThat(past.warnings()).isEmpty();
  }

  @Test
  void whereAnEarlierRunIsGoneWhatWasSkippedTellsItsResults() throws IOException {
    var run = run("run-2", Optional.of(directory.resolve("run-1")), journal -> journal
        .finished(skipped(Tasks.task(1), "run-1", Status.FAILED)));

    var past = read(run);

    assertThat(of(past, "task1").run()).isEqualTo("run-1");
    assertThat(of(past, "task1").finalResult()).contains(Status.FAILED);
  }

  /// A line is known by what it holds, wherever it stands.
  @Test
  void linesAreKnownByTheirArgumentsAndHowOftenThoseCameBefore() throws IOException {
    var run = run("run-1", Optional.empty(), journal -> {
      ended(journal, line(1, 1, 1, "a", "b"), true);
      ended(journal, line(2, 2, 1, "ab", ""), false);
      ended(journal, line(3, 3, 2, "a", "b"), false);
    });

    var past = read(run);
    var ids = past.identities();

    assertThat(past.get(past.find(ids.ofArguments(List.of("a", "b"), 1))).finalResult())
        .contains(Status.SUCCESS);
    assertThat(past.get(past.find(ids.ofArguments(List.of("a", "b"), 2))).finalResult())
        .contains(Status.FAILED);
    assertThat(past.find(ids.ofArguments(List.of("a", "b"), 3))).isEqualTo(-1);
    assertThat(past.find(ids.ofArguments(List.of("a"), 1))).isEqualTo(-1);
    assertThat(past.name(past.find(ids.ofArguments(List.of("ab", ""), 1)))).isEqualTo("/l:2 (ab )");
  }

  /// Journals of 0.1.0 have arguments where a task has ended, and no occurrence.
  @Test
  void linesOfOldJournalsAreCountedInTheirOrder() throws IOException {
    var run = oldRun(
        oldTask("/l:9", 9, "x", "FAILED"),
        oldTask("/l:2", 2, "x", "SUCCESS"),
        oldTask("/l:3", 3, "y", "SUCCESS"),
        oldStart("/l:10", 10));

    var past = read(run);
    var ids = past.identities();

    assertThat(past.get(past.find(ids.ofArguments(List.of("x"), 1))).sequence()).isEqualTo(2);
    assertThat(past.get(past.find(ids.ofArguments(List.of("x"), 2))).sequence()).isEqualTo(9);
    assertThat(past.get(past.find(ids.ofArguments(List.of("y"), 1))).sequence()).isEqualTo(3);
    assertThat(past.warnings()).isEmpty();
    var before = Optional.of(NOON.minusSeconds(1));
    assertThat(past.get(past.findLine("/l:10", before)).endIsUnknown()).isTrue();
    assertThat(past.findLine("/l:10", Optional.of(NOON.plusSeconds(1))))
        .as("the file was changed since")
        .isEqualTo(-1);
    assertThat(past.knownByLineAlone().cardinality()).isEqualTo(1);
  }

  /// What a spoiled byte does to a line is never taken for what was written.
  @Test
  void noByteCanBeSpoiledUnnoticed() throws IOException {
    var run = run("run-1", Optional.empty(), journal -> {
      for (var task : Tasks.tasks(6)) {
        ended(journal, task, task.sequence() % 3 > 0);
      }
    });
    var file = run.resolve("results.jsonl");
    var whole = Files.readAllBytes(file);
    var good = results(read(run));
    var random = new Random(1);
    for (int i = 0; i < whole.length; i++) {
      int at = i;
      var spoiled = whole.clone();
      spoiled[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, spoiled);

      var past = read(run);

      assertThat(past.warnings()).as("byte %d", at).isNotEmpty();
      results(past).forEach(
          (task, result) -> assertThat(result).as("byte %d, %s", at, task)
              .isIn(good.get(task), "none"));
    }
  }

  /// The fields that a reader cannot do without.
  @ParameterizedTest
  @ValueSource(strings = {"type", "final", "status", "sequence", "task"})
  void anOldLineWithoutAFieldIsDamaged(String field) throws IOException {
    var run = oldRun(oldTask("/l:1", 1, "x", "SUCCESS").replace('"' + field + '"', "\"tipe\""));

    assertThat(read(run).warnings())
        .singleElement()
        .asString()
        .startsWith(run.resolve("results.jsonl") + ":2: the line is damaged");
  }

  /// A damaged record names its task.
  @Test
  void aDamagedLineNamesItsTask() throws IOException {
    var run = run("run-1", Optional.empty(), journal -> {
      ended(journal, Tasks.task(1), true);
      ended(journal, Tasks.task(2), true);
    });
    var file = run.resolve("results.jsonl");
    var lines = Files.readAllLines(file);
    lines.set(2, lines.get(2).replace("SUCCESS", "SUCCESs")); // the end of task 1
    lines.set(3, lines.get(3).replace("worker_id", "worker_iD")); // the start of task 2
    Files.write(file, lines);

    assertThat(read(run).warnings()).containsExactly(
        file + ":3: the line is damaged; dropped; it concerns task1, whose result is lost",
        file + ":4: the line is damaged; dropped; it concerns task2, whose result is recorded "
            + "anyway");
  }

  @Test
  void aLineWithoutAnEndIsNotKept() throws IOException {
    var run = run("run-1", Optional.empty(), journal -> ended(journal, Tasks.task(1), true));
    var file = run.resolve("results.jsonl");
    try (var out = Files.newOutputStream(file, java.nio.file.StandardOpenOption.APPEND)) {
      var zeros = new byte[1 << 20];
      for (int i = 0; i < 70; i++) { // more than the longest line
        out.write(zeros);
      }
      out.write("\n{}\n".getBytes(UTF_8));
    }

    var past = read(run);

    assertThat(of(past, "task1").finalResult()).contains(Status.SUCCESS);
    assertThat(past.warnings()).hasSize(2);
  }

  /// A journal that cannot tell what was done.
  @Test
  void aJournalThatSaysLessThanOtherFilesIsRefused() throws IOException {
    var run = run("run-1", Optional.empty(), journal -> ended(journal, Tasks.task(1), true));
    var earlier = EarlierRun.read(run);

    assertThat(PastTasks.read(earlier, _ -> 1).size()).isEqualTo(1);
    assertThatThrownBy(() -> PastTasks.read(earlier, _ -> 5))
        .isInstanceOf(UnusableJournalException.class)
        .hasMessageContaining("has 1 result, but status.json beside it says that 5 tasks");
    var file = run.resolve("results.jsonl");
    Files.writeString(file, "");
    assertThatThrownBy(() -> read(run)).isInstanceOf(UnusableJournalException.class)
        .hasMessageContaining("is empty");
    Files.delete(file);
    assertThatThrownBy(() -> read(run)).isInstanceOf(UnusableJournalException.class)
        .hasMessageContaining("is missing");
    Files.createDirectory(file);
    assertThatThrownBy(() -> read(run)).isInstanceOf(UnusableJournalException.class)
        .hasMessageContaining("is not a regular file");
  }

  /// Who cannot read a file does not guess.
  @Test
  void filesOfANewerVersionAreRefused() throws IOException {
    var run = run("run-1", Optional.empty(), journal -> ended(journal, Tasks.task(1), true));
    var journal = run.resolve("results.jsonl");
    var newer = Files.readString(journal).replace("\"schema_version\":3", "\"schema_version\":4");
    var head = newer.lines().findFirst().orElseThrow().replaceFirst(",\"crc\":\"\\w+\"}$", "}");
    Files.writeString(journal, new String(Checksum.seal(head.getBytes(UTF_8)), UTF_8)
        + newer.substring(newer.indexOf('\n')));
    assertThatThrownBy(() -> read(run)).isInstanceOf(NewerVersionException.class)
        .hasMessageContaining("its schema version is 4, and this one reads up to 3");

    var request = run.resolve("request.json");
    Files.writeString(
        request,
        Files.readString(request).replace("\"schema_version\":3", "\"schema_version\":4"));
    assertThatThrownBy(() -> EarlierRun.read(run)).isInstanceOf(NewerVersionException.class)
        .hasMessageStartingWith(request + " was written by a newer parallelr");
  }

  /// All parts are read, and the first may be gone.
  @Test
  void aJournalIsReadInAllItsParts() throws IOException {
    var run = run("run-1", Optional.empty(), journal -> {
      ended(journal, Tasks.task(1), true);
      ended(journal, Tasks.task(2), true);
    });
    var file = run.resolve("results.jsonl");
    var lines = Files.readAllLines(file);
    Files.write(run.resolve("results-000001.jsonl"), lines.subList(0, 3));
    Files.write(file, List.of(lines.get(0), lines.get(3), lines.get(4)));
    assertThat(read(run).size()).isEqualTo(2);
    assertThat(JournalSearch.find(run, Set.of("task1", "task2", "task3"))).hasSize(2);

    Files.delete(run.resolve("results-000001.jsonl"));
    assertThat(read(run).size()).isEqualTo(1);
    assertThat(JournalSearch.find(run, Set.of("task1", "task2"))).containsOnlyKeys("task2");
  }

  @Test
  void aSearchFindsTheLatestOfNamesOfAllKinds() throws IOException {
    var names = List.of("/q/a \"b\\", "/q/täst\n", "/q/\uD83D\uDE00", "/q/x");
    var run = run("run-1", Optional.empty(), journal -> {
      int number = 0;
      for (var name : names) {
        var task = named(name, ++number);
        journal.started(task, 1, NOON);
        journal.finished(Tasks.failure(task));
        journal.started(task.nextAttempt(), 1, NOON);
        journal.finished(Tasks.success(task));
      }
    });

    var found = JournalSearch.find(run, List.of(names.get(0), names.get(1), names.get(2), "/q/y"));

    assertThat(found).containsOnlyKeys(names.subList(0, 3));
    assertThat(found.values()).allMatch(p -> p.finalResult().equals(Optional.of(Status.SUCCESS)));
  }

  @Test
  void anInterruptEndsTheReading() throws IOException {
    var run = run("run-1", Optional.empty(), journal -> {
      for (var task : Tasks.tasks(2000)) {
        journal.started(task, 1, NOON);
      }
    });
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> read(run)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  private interface Script {
    void write(Journal journal) throws IOException;
  }

  private Path run(String id, Optional<Path> continues, Script script) throws IOException {
    var path = Files.createDirectories(directory.resolve(id));
    var session = session(id, path, continues);
    try (var journal = new Journal(
        path,
        new JsonLines(session, words -> String.join(" ", words), Secrets.NONE, _ -> {}),
        new SummaryTable(session, words -> String.join(" ", words)),
        Parts.ONE, System::nanoTime,
        problem -> {
          throw problem;
        })) {
      script.write(journal);
    }
    return path;
  }

  private static Session session(String id, Path path, Optional<Path> continues) {
    return new Session(
        id,
        "1.0",
        NOON,
        ZoneOffset.UTC,
        "host",
        "me",
        5,
        "sh @TASK@",
        List.of("tasks"),
        Session.ArgumentsMode.NONE,
        new Session.Invocation(List.of("-T", "tasks"), Path.of("/somewhere"), continues),
        OptionalInt.of(10),
        4,
        Duration.ofMinutes(10),
        "posix",
        path,
        path.resolve("workspace"),
        "/somewhere",
        List.of(),
        RunLabels.NONE);
  }

  /// A journal as 0.1.0 wrote it, of lines of a file.
  private Path oldRun(String... lines) throws IOException {
    var path = Files.createDirectories(directory.resolve("old"));
    var fields = """
        "session_id":"old","version":"0.1.0","start_time":"2026-11-20T12:00:00.000+00:00",\
        "hostname":"host","arguments_file":"/l","tasks":3,"command_line":["-A","l"],\
        "directory":"/","continues":null}""";
    Files.writeString(path.resolve("request.json"), "{" + fields + "\n");
    var all = new ArrayList<>(List.of("{\"type\":\"session\",\"schema_version\":2," + fields));
    all.addAll(List.of(lines));
    Files.write(path.resolve("results.jsonl"), all);
    return path;
  }

  private static String oldStart(String name, int sequence) {
    return """
        {"type":"start","session_id":"old","start_time":"2026-11-20T12:00:01.000+00:00",\
        "sequence":%d,"task":"%s","worker_id":1,"attempt":1}""".formatted(sequence, name);
  }

  private static String oldTask(String name, int sequence, String argument, String status) {
    return """
        {"type":"task","session_id":"old","status":"%s","worker_id":1,"task_file":null,\
        "env_vars":{},"arguments":["%s"],"exit_code":0,"attempt":1,"final":true,\
        "sequence":%d,"task":"%s"}""".formatted(status, argument, sequence, name);
  }

  private static void ended(Journal journal, Task task, boolean isSuccess) {
    journal.started(task, 1, NOON);
    journal.finished(isSuccess ? Tasks.success(task) : Tasks.failure(task));
  }

  private static TaskResult skipped(Task task, String run, Status status) {
    var r = Tasks.success(task);
    return new TaskResult(
        task,
        0,
        NOON,
        0,
        Duration.ZERO,
        0,
        new Outcome.Skipped(new Outcome.Earlier(run, 1, status)),
        r.stdout(),
        r.stderr(),
        r.usage());
  }

  private static Task line(int sequence, int line, int occurrence, String... arguments) {
    return new Task(
        sequence,
        "/l:" + line,
        new Input.Line(Path.of("/l"), line, List.of(arguments), occurrence),
        List.of("echo"),
        Map.of(),
        Duration.ofSeconds(60),
        Retries.NONE,
        1);
  }

  private static Task renumbered(Task task, int sequence) {
    return named(task.name(), sequence);
  }

  private static Task named(String name, int sequence) {
    var task = Tasks.task(sequence);
    return new Task(
        sequence,
        name,
        task.input(),
        task.command(),
        task.environment(),
        task.timeLimit(),
        task.retries(),
        1);
  }

  private static PastTasks read(Path run) throws IOException {
    return PastTasks.read(EarlierRun.read(run), _ -> 0);
  }

  private static Past of(PastTasks past, String name) {
    return past.get(past.find(past.identities().ofName(name)));
  }

  private static Map<String, String> results(PastTasks past) {
    var results = new java.util.TreeMap<String, String>();
    for (var task : Tasks.tasks(6)) {
      int number = past.find(past.identities().of(task));
      results.put(
          task.name(),
          number < 0 ? "none" : past.get(number).finalResult().map(Status::name).orElse("none"));
    }
    return results;
  }
}
