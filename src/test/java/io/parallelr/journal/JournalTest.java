package io.parallelr.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.Tasks;
import io.parallelr.engine.RunEnd;
import io.parallelr.task.Input;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Retries;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Secrets;
import io.parallelr.task.Signal;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JournalTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.120Z");

  @TempDir
  Path directory;

  @Test
  void theExactLineOfATask() {
    var task = new Task(
        3,
        "/t/a b",
        new Input.TemplateLine(Path.of("/t/a b"), Path.of("/args"), 4, List.of("x\"y")),
        List.of("bash", "/t/a b"),
        Map.of("A", "x\"y"),
        Duration.ofSeconds(5),
        new Retries(1, Duration.ZERO, Duration.ZERO),
        1);
    var out = new Output("é\n", true, directory.resolve("output/000003.out"), 2000);
    var result = new TaskResult(
        task,
        2,
        NOON,
        5_000_000,
        Duration.ofMillis(1500),
        77,
        new Outcome.Signalled(new Signal(9, "SIGKILL")),
        out,
        Output.NONE,
        new Usage(Duration.ofMillis(300), Duration.ofMillis(150), 3 << 20));

    assertThat(new String(lines().finished(result), UTF_8)).isEqualTo(
        """
            {"type":"task","session_id":"run-1","start_time":"2026-11-20T13:00:00.120+01:00",\
            "end_time":"2026-11-20T13:00:01.620+01:00","status":"FAILED","process_id":77,"worker_id":2,\
            "task_file":"/t/a b","command_executed":"bash '/t/a b'","env_vars":{"A":"x\\"y"},\
            "arguments":["x\\"y"],"occurrence":1,"exit_code":137,"signal":"SIGKILL","duration_seconds":1.500,\
            "memory_mb":3.0,"cpu_percent":30.0,"user_cpu_seconds":0.300000,\
            "system_cpu_seconds":0.150000,"stdout":"é\\n","stderr":"","stdout_truncated":true,\
            "stderr_truncated":false,"stdout_file":"output/000003.out","stderr_file":null,"attempt":1,\
            "final":false,"error_message":"Killed by SIGKILL (137)","sequence":3,"task":"/t/a b",\
            "start_monotonic_ns":5000000,"end_monotonic_ns":1505000000}""");
  }

  @Test
  void durationsAreRoundedHalfUp() {
    var task = Tasks.command(1, "true");
    var usage = new Usage(Duration.ofNanos(1500), Duration.ofNanos(999), 0);
    var result = new TaskResult(
        task, 1, NOON, 7, Duration.ofNanos(1_500_000), 77, new Outcome.Exited(0), Output.NONE,
        Output.NONE, usage);

    assertThat(new String(lines().finished(result), UTF_8)).contains(
        "\"duration_seconds\":0.002,",
        "\"user_cpu_seconds\":0.000002,\"system_cpu_seconds\":0.000001,",
        "\"start_monotonic_ns\":7,\"end_monotonic_ns\":1500007");
  }

  @Test
  void aRowOfTheTableQuotesWhatNeedsIt() {
    var task = Tasks.command(1, "sh", "-c", "echo \"a;b\"");

    var table = new SummaryTable(session(), JournalTest::quote);

    assertThat(new String(table.row(Tasks.failure(task)), UTF_8)).isEqualTo(
        "1970-01-01T01:00:00.000+01:00;1970-01-01T01:00:01.500+01:00;FAILED;77;1;/tasks/task1;"
            + "\"sh -c 'echo \"\"a;b\"\"'\";1;1.500;3.0;30.0;Exit code 1;1;task1;;1;;");
  }

  /// Neither arguments nor outputs were named.
  @Test
  void aRowNamesTaskArgumentsAttemptAndOutputsBehindTheColumnsOfOld() {
    var task = new Task(
        3,
        "/args:4",
        new Input.Line(Path.of("/args"), 4, List.of("db1", "5432")),
        List.of("ping", "db1"),
        Map.of(),
        Duration.ofSeconds(5),
        new Retries(1, Duration.ZERO, Duration.ZERO),
        2);
    var out = new Output("x", false, directory.resolve("output/000003-2.out"), 1);
    var result = new TaskResult(
        task, 2, NOON, 0, Duration.ZERO, 77, new Outcome.Exited(1), out, Output.NONE, Usage.NONE);

    assertThat(new String(new SummaryTable(session(), JournalTest::quote).row(result), UTF_8))
        .endsWith(";Exit code 1;3;/args:4;db1 5432;2;output/000003-2.out;");
    assertThat(new String(SummaryTable.HEAD, UTF_8)).isEqualTo(
        "start_time;end_time;status;process_id;worker_id;task_file;command;exit_code;"
            + "duration_seconds;memory_mb;cpu_percent;error_message;"
            + "sequence;task;arguments;attempt;stdout_file;stderr_file");
  }

  @Test
  void recordsARunFromHeadToSummary() throws IOException {
    var statistics = new RunStatistics();
    try (var journal = journal(directory)) {
      for (var task : Tasks.tasks(3)) {
        journal.started(task, 1, NOON);
        var result = task.sequence() == 2 ? Tasks.failure(task) : Tasks.success(task);
        journal.finished(result);
        statistics.finished(result);
      }
      journal.summary(
          new RunReport(
              new RunSummary(2, 1, 0, 0, 0, 0, 0, 0),
              new RunEnd.LimitReached("too many", false),
              10,
              3,
              NOON,
              Duration.ofSeconds(2),
              statistics));
    }

    var lines = read(directory.resolve("results.jsonl"));
    assertThat(lines).extracting(l -> l.get("type").asString())
        .containsExactly("session", "start", "task", "start", "task", "start", "task", "summary");
    assertThat(lines.getFirst().get("schema_version").asInt()).isEqualTo(3);
    assertThat(lines.getLast().get("reason").asString()).isEqualTo("too many");
    assertThat(lines.getLast().get("not_started").asInt()).isEqualTo(7);
    assertThat(lines.getLast().get("task_seconds").get("p50").asDouble()).isEqualTo(1.5);
    assertThat(Files.readAllLines(directory.resolve("summary.csv"))).hasSize(4);
    assertThat(Files.readString(directory.resolve("request.json"))).contains("\"max_workers\":4");
  }

  @Test
  void aFullDiskIsToldOfAtTheLineThatDoesNotFit() throws IOException {
    Files.createSymbolicLink(directory.resolve("results.jsonl"), Path.of("/dev/full"));

    assertThatThrownBy(() -> journal(directory))
        .hasMessageStartingWith(directory.resolve("results.jsonl") + " cannot be written: ")
        .hasMessageContaining("No space left on device");
  }

  @Test
  void ofVeryManyDurationsASampleIsKept() {
    var statistics = new RunStatistics();
    var result = taking(Duration.ofMillis(10));
    for (int i = 0; i < 1_200_000; i++) {
      statistics.finished(result);
    }
    statistics.finished(taking(Duration.ofSeconds(1)));
    statistics.finished(taking(Duration.ofMillis(1)));

    assertThat(statistics.percentile(50)).isEqualTo(Duration.ofMillis(10));
    assertThat(statistics.shortest()).isEqualTo(Duration.ofMillis(1));
    assertThat(statistics.longest()).isEqualTo(Duration.ofSeconds(1));
    assertThat(statistics.attempts()).isEqualTo(1_200_002);
  }

  @Test
  void percentilesAreThoseOfTheNearestRank() {
    var statistics = new RunStatistics();
    for (int i = 100; i >= 1; i--) {
      statistics.finished(taking(Duration.ofMillis(i)));
    }

    assertThat(statistics.shortest()).isEqualTo(Duration.ofMillis(1));
    assertThat(statistics.percentile(50)).isEqualTo(Duration.ofMillis(50));
    assertThat(statistics.percentile(95)).isEqualTo(Duration.ofMillis(95));
    assertThat(statistics.longest()).isEqualTo(Duration.ofMillis(100));
    assertThat(statistics.average()).isEqualTo(Duration.ofNanos(50_500_000));
  }

  @Test
  void readableResultsHoldTheFullOutput() throws IOException {
    var output = Files.writeString(directory.resolve("o"), "line\n".repeat(5000) + "no break");
    var task = Tasks.task(1);
    var result = new TaskResult(
        task,
        1,
        NOON,
        0,
        Duration.ofSeconds(1),
        7,
        new Outcome.Exited(2),
        new Output("no break", true, output, 25_008),
        Output.NONE,
        Usage.NONE);
    var file = directory.resolve("TaskResults.txt");

    try (var text =
        new TaskResultsText(file, session(), Parts.ONE, JournalTest::quote)) {
      text.finished(result);
    }

    assertThat(Files.readAllLines(file)).hasSizeGreaterThan(5001)
        .contains("Task: task1", "Status: FAILED", "Exit Code: 2", "STDOUT:", "no break")
        .contains("Duration: 1.000s", "ERROR: Exit code 2");
  }

  @Test
  void theNewestRunIsLatest() throws IOException {
    var first = RunDirectory.create(directory, NOON, 5);
    first.makeLatest();
    var second = RunDirectory.create(directory, NOON.plusSeconds(1), 5);
    second.makeLatest();

    assertThat(first.id()).isEqualTo("20261120T120000.120Z-5");
    assertThat(directory.resolve("latest").toRealPath()).isEqualTo(second.path().toRealPath());
  }

  private Journal journal(Path in) throws IOException {
    var problems = new ArrayList<RuntimeException>();
    return new Journal(in, lines(), new SummaryTable(session(), JournalTest::quote), Parts.ONE,
        System::nanoTime,
        problems::add);
  }

  private JsonLines lines() {
    return new JsonLines(session(), JournalTest::quote, Secrets.NONE, _ -> {});
  }

  private Session session() {
    return new Session(
        "run-1",
        "1.0",
        NOON,
        ZoneOffset.ofHours(1),
        "host",
        "me",
        5,
        "bash @TASK@",
        List.of("tasks"),
        Session.ArgumentsMode.NONE,
        new Session.Invocation(List.of("-T", "tasks"), Path.of("/somewhere"), Optional.empty()),
        OptionalInt.of(10),
        4,
        Duration.ofMinutes(10),
        "posix",
        directory,
        directory.resolve("workspace"),
        "/somewhere",
        List.of("a=b"),
        RunLabels.NONE);
  }

  private static TaskResult taking(Duration time) {
    var r = Tasks.success(Tasks.task(1));
    return new TaskResult(
        r.task(),
        1,
        NOON,
        0,
        time,
        9,
        r.outcome(),
        Output.NONE,
        Output.NONE,
        Usage.NONE);
  }

  private static String quote(List<String> words) {
    return String.join(" ", words.stream().map(w -> w.contains(" ") ? "'" + w + "'" : w).toList());
  }

  private static List<JsonNode> read(Path file) throws IOException {
    var mapper = new JsonMapper();
    return Files.readAllLines(file).stream().map(mapper::readTree).toList();
  }
}
