package io.parallelr.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.Tasks;
import io.parallelr.batch.ArgumentsFile;
import io.parallelr.batch.Batch;
import io.parallelr.batch.CommandTemplate;
import io.parallelr.batch.Variables;
import io.parallelr.daemon.RunningTask;
import io.parallelr.engine.RunListener;
import io.parallelr.journal.EarlierRun;
import io.parallelr.journal.Journal;
import io.parallelr.journal.JsonLines;
import io.parallelr.journal.Parts;
import io.parallelr.journal.PastTasks;
import io.parallelr.journal.RunLabels;
import io.parallelr.journal.Session;
import io.parallelr.journal.SummaryTable;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.Secrets;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.TaskSelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is left to do of runs whose list was edited, against a plain model.
class ResumePlanTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final ResumePlan.Adopter NOTHING_RUNS = new ResumePlan.Adopter() {
    @Override
    public Map<Integer, RunningTask> running(PastTasks past) {
      return new HashMap<>();
    }

    @Override
    public boolean adopt(RunningTask running, String name) {
      return false;
    }
  };

  @TempDir
  Path directory;

  /// What became of the so-and-so-many-th line that says this.
  private record Line(String argument, int occurrence) {}

  /// Lines are inserted, deleted and moved between runs that are cut off anywhere, and many say
  /// the same.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void linesKeepTheirResultsWhereverTheyMove(boolean withTemplate) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      var known = new HashMap<Line, Optional<Status>>();
      var lines = new ArrayList<String>();
      var last = Optional.<Path>empty();
      for (int number = 0; number < 4; number++) {
        edit(lines, random);
        boolean runsFailed = random.nextBoolean();
        boolean runsUnknown = random.nextInt(4) > 0;
        var batch = batch(lines, withTemplate);
        var run = Files.createDirectory(directory.resolve("run-%d-%d".formatted(round, number)));
        try (var journal = journal(run, last)) {
          if (last.isEmpty()) {
            begin(batch, journal, known, random);
          } else {
            var found = resumePlan(last.get(), batch, runsFailed, runsUnknown);
            var skipped = new HashMap<Line, TaskResult>();
            var _ = found.skip(RunListener.all(List.of(journal, new RunListener() {
              @Override
              public void finished(TaskResult result) {
                skipped.put(line(result.task()), result);
              }
            })), NOON, 0);
            check(batch, known, runsFailed, runsUnknown, skipped, tasks(found, batch), seed);
            skipped.forEach((line, result) -> {
              if (result.outcome() instanceof Outcome.Lost) {
                known.put(line, Optional.of(Status.ERROR));
              }
            });
            begin(tasks(found, batch), journal, known, random);
          }
        }
        last = Optional.of(run);
      }
    }
  }

  /// Nobody has to guess what an edited list comes to.
  @Test
  void aListThatWasNotEditedIsNotSpokenOf() throws Exception {
    var batch = batch(List.of("a", "b", "a"), false);
    var run = Files.createDirectory(directory.resolve("run"));
    try (var journal = journal(run, Optional.empty())) {
      batch.forEach(task -> {
        journal.started(task, 1, NOON);
        journal.finished(Tasks.success(task));
      });
    }

    assertThat(tasks(resumePlan(run, batch, false, true), batch)).isEmpty();
    var edited = batch(List.of("b", "a", "a", "a"), false);
    assertThat(tasks(resumePlan(run, edited, false, true), edited))
        .extracting(ResumePlanTest::line)
        .containsExactly(new Line("a", 3));
  }

  private static void check(
      Batch batch,
      Map<Line, Optional<Status>> known,
      boolean runsFailed,
      boolean runsUnknown,
      Map<Line, TaskResult> skipped,
      Iterable<Task> tasks,
      long seed) {
    var run = new HashMap<Line, Task>();
    tasks.forEach(task -> assertThat(run.put(line(task), task)).isNull());
    for (var task : batch) {
      var line = line(task);
      var past = known.get(line);
      boolean isRun = past == null
          || past.map(status -> status != Status.SUCCESS && runsFailed).orElse(runsUnknown);
      assertThat(run.containsKey(line)).as("seed %d, %s, %s", seed, line, past).isEqualTo(isRun);
      assertThat(skipped.containsKey(line)).as("seed %d, %s", seed, line).isEqualTo(!isRun);
      var again = run.get(line);
      if (again != null) {
        assertThat(again.attempt() > 1).as("seed %d, %s: another attempt", seed, line)
            .isEqualTo(past != null && past.isEmpty());
      }
      var result = skipped.get(line);
      if (result != null && past != null && past.isPresent()) {
        assertThat(((Outcome.Skipped) result.outcome()).earlier().status()).isEqualTo(past.get());
      }
    }
  }

  /// Starts some of the tasks, in their order; of those all but some come to an end.
  private static void begin(
      Iterable<Task> tasks,
      Journal journal,
      Map<Line, Optional<Status>> known,
      Random random) {
    for (var task : tasks) {
      if (random.nextInt(6) == 0) {
        return;
      }
      journal.started(task, 1, NOON);
      known.put(line(task), Optional.empty());
      if (random.nextInt(3) > 0) {
        boolean isSuccess = random.nextBoolean();
        journal.finished(isSuccess ? Tasks.success(task) : Tasks.failure(task));
        known.put(line(task), Optional.of(isSuccess ? Status.SUCCESS : Status.FAILED));
      }
    }
  }

  private static void edit(List<String> lines, Random random) {
    while (lines.size() < 3 || random.nextInt(5) > 0) {
      var line = "line " + random.nextInt(5);
      switch (lines.isEmpty() ? 0 : random.nextInt(4)) {
        case 0, 1 -> lines.add(random.nextInt(lines.size() + 1), line);
        case 2 -> lines.remove(random.nextInt(lines.size()));
        default -> Collections.shuffle(lines, random);
      }
    }
  }

  private Batch batch(List<String> lines, boolean withTemplate) throws Exception {
    var file = directory.resolve("list");
    Files.write(file, Stream.concat(Stream.of("# a comment"), lines.stream()).toList());
    return Batch.ofLines(
        CommandTemplate.parse(withTemplate ? "echo @TASK@ @ARG@" : "echo @ARG@", directory),
        ArgumentsFile.read(file, Optional.empty()),
        Variables.NONE,
        withTemplate ? List.of(directory.resolve("template")) : List.of(),
        Duration.ofSeconds(60),
        Retries.NONE);
  }

  private static Line line(Task task) {
    return new Line(task.input().arguments().getFirst(), task.input().occurrence());
  }

  private static Iterable<Task> tasks(ResumePlan plan, Batch batch) {
    return plan.tasks(() -> IntStream.range(0, batch.size()));
  }

  /// Just what is asked for runs again, and what has no result is left for another time.
  @Test
  void tasksThatAreAskedForRunAlone() throws Exception {
    var batch = batch(List.of("a", "b", "c", "d"), false);
    var run = Files.createDirectory(directory.resolve("run"));
    try (var journal = journal(run, Optional.empty())) {
      for (var task : List.of(batch.task(0), batch.task(1))) {
        journal.started(task, 1, NOON);
        journal.finished(task.sequence() == 1 ? Tasks.success(task) : Tasks.failure(task));
      }
    }

    var plan = only(run, batch, "1", "d");

    assertThat(tasks(plan, batch)).extracting(Task::sequence).containsExactly(1, 4);
    assertThat(plan.skipped()).isEqualTo(1);
    assertThat(plan.left()).isEqualTo(1);
    assertThatThrownBy(() -> only(run, batch, "e"))
        .hasMessageStartingWith("run run has no task e;");
  }

  private static ResumePlan only(Path run, Batch batch, String... tasks) throws Exception {
    var request = new ResumeRequest(
        EarlierRun.read(run),
        RunSpecTest.EMPTY,
        true,
        true,
        true,
        false,
        Stream.of(tasks).map(TaskSelector::new).toList());
    var past = PastTasks.read(request.earlier(), _ -> 0);
    return ResumePlan.of(request, batch, past, Secrets.NONE, NOTHING_RUNS);
  }

  private static ResumePlan resumePlan(
      Path run,
      Batch batch,
      boolean runsFailed,
      boolean runsUnknown)
      throws Exception {
    var request = new ResumeRequest(
        EarlierRun.read(run),
        RunSpecTest.EMPTY,
        runsFailed,
        true,
        runsUnknown,
        false,
        List.of());
    var past = PastTasks.read(request.earlier(), _ -> 0);
    assertThat(past.warnings()).isEmpty();
    return ResumePlan.of(request, batch, past, Secrets.NONE, NOTHING_RUNS);
  }

  private static Journal journal(Path run, Optional<Path> continues) throws IOException {
    var session = new Session(
        String.valueOf(run.getFileName()),
        "1.0",
        NOON,
        ZoneOffset.UTC,
        "host",
        "me",
        5,
        "echo @ARG@",
        List.of(),
        new Session.ArgumentsMode("/list", "", List.of()),
        new Session.Invocation(List.of("-A", "list"), Path.of("/somewhere"), continues),
        OptionalInt.of(10),
        4,
        Duration.ofMinutes(10),
        "posix",
        run,
        run,
        "/somewhere",
        List.of(),
        RunLabels.NONE);
    return new Journal(
        run,
        new JsonLines(session, words -> String.join(" ", words), Secrets.NONE, _ -> {}),
        new SummaryTable(session, words -> String.join(" ", words)),
        Parts.ONE, System::nanoTime,
        problem -> {
          throw problem;
        });
  }
}
