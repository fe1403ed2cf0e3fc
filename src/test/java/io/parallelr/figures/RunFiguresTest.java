package io.parallelr.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.parallelr.figures.Journals.Line;
import io.parallelr.task.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFiguresTest {
  private static final Instant ORIGIN = Instant.parse("2026-01-31T22:00:00Z");

  @TempDir
  Path directory;

  @Test
  void whatRunsIsCountedAsFarAsItHasCome() throws Exception {
    var run = new Journals().add(Line.of("/t/a", 1, "SUCCESS", 1.5))
        .raw("""
            {"type":"start","start_time":"2026-01-31T22:00:01.000Z","sequence":2,"task":"/t/b",\
            "worker_id":3,"attempt":1}""")
        .write(directory);
    var now = Instant.parse("2026-01-31T22:00:11.000Z");

    var figures = RunFigures.readAlive(run, ORIGIN, now);

    assertThat(figures.begun()).extracting(Attempt::took).containsExactly(Duration.ofSeconds(10));
    assertThat(figures.bins().stream().mapToLong(Bin::running).sum()).isEqualTo(1);
    assertThat(figures.slowest()).extracting(Attempt::name).containsExactly("/t/b", "/t/a");
    assertThat(figures.timeline().used()).isEqualTo(Duration.ofMillis(11_500));
    assertThat(figures.timeline().slots()).isEqualTo(3);
    assertThat(figures.timeline().spans(11).getLast().running()).isGreaterThan(0.9);
    assertThat(figures.timeline().spans(11).stream().mapToLong(Timeline.Span::ended).sum())
        .isEqualTo(1);
    assertThat(figures.attempts()).isEqualTo(1);
    assertThat(figures.durations().orElseThrow().longest()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void shortTasksCountToTheNanosecond() throws IOException {
    var journal = new Journals();
    for (int i = 1; i <= 1000; i++) {
      journal.timed("/t/" + i, i, 450_001);
    }

    var figures = RunFigures.read(journal.write(directory), ORIGIN);

    assertThat(figures.durations().orElseThrow().total()).isEqualTo(Duration.ofNanos(450_001_000));
    assertThat(figures.durations().orElseThrow().average()).isEqualTo(Duration.ofNanos(450_001));
    assertThat(figures.timeline().busy(0, 0)).isPositive();
  }

  @Test
  void figuresAreThoseOfAllLinesTogether() throws IOException {
    var random = new Random(1);
    var journal = new Journals();
    var all = new ArrayList<Line>();
    for (int i = 1; i <= 500; i++) {
      var line = Line.of(
          "/t/" + i,
          i,
          random.nextInt(5) == 0 ? "FAILED" : "SUCCESS",
          random.nextInt(9000) / 1000.0);
      all.add(line);
      journal.add(line);
    }

    var figures = RunFigures.read(journal.write(directory), ORIGIN);

    long failed = all.stream().filter(line -> line.status().equals("FAILED")).count();
    assertThat(figures.ended()).isEqualTo(500);
    assertThat(figures.failedTasks()).isEqualTo(failed);
    assertThat(figures.statuses())
        .isEqualTo(Map.of(Status.SUCCESS, 500 - failed, Status.FAILED, failed));
    assertThat(figures.successPercent().orElseThrow())
        .isCloseTo((500 - failed) / 5.0, within(1e-9));
    var durations = figures.durations().orElseThrow();
    assertThat(durations.longest()).isEqualTo(
        Duration.ofMillis(
            Math.round(all.stream().mapToDouble(Line::seconds).max().orElse(0) * 1000)));
    assertThat(durations.total().toMillis())
        .isEqualTo(all.stream().mapToLong(line -> Math.round(line.seconds() * 1000)).sum());
    assertThat(figures.slowest()).extracting(Attempt::name)
        .containsExactlyElementsOf(
            all.stream()
                .sorted(Comparator.comparingDouble(Line::seconds)
                    .reversed()
                    .thenComparingInt(Line::sequence))
                .limit(20)
                .map(Line::task)
                .toList());
    assertThat(figures.bins().stream().mapToLong(bin -> bin.succeeded() + bin.failed()).sum())
        .isEqualTo(500);
  }

  @Test
  void tasksThatWereTriedAgainCountOnce() throws IOException {
    var run = new Journals()
        .begin("/t/a", 1)
        .add(new Line("/t/a", List.of(), 1, 1, "FAILED", false, 1, ""))
        .begin("/t/a", 1)
        .add(new Line("/t/a", List.of(), 1, 2, "SUCCESS", true, 2, ""))
        .add(new Line("/t/b", List.of(), 2, 1, "FAILED", false, 1, ""))
        .add(new Line("/t/c", List.of(), 3, 1, "CANCELLED", true, 0, ""))
        .begin("/t/d", 4)
        .add(new Line("/t/e", List.of(), 5, 1, "FAILED", false, 1, ""))
        .begin("/t/e", 5)
        .write(directory);

    var figures = RunFigures.read(run, ORIGIN);

    assertThat(figures.ended()).isEqualTo(2);
    assertThat(figures.completed()).isEqualTo(1);
    assertThat(figures.attempts()).isEqualTo(4);
    assertThat(figures.failedAttempts()).isEqualTo(3);
    assertThat(figures.failedTasks()).isZero();
    assertThat(figures.unretried()).as("without the one whose retry runs").isEqualTo(1);
    assertThat(figures.begun()).extracting(Attempt::name).containsExactly("/t/d", "/t/e");
  }

  @Test
  void failuresAreGroupedByWhatIsTheSame() throws IOException {
    var journal = new Journals();
    for (int i = 1; i <= 30; i++) {
      journal.add(failure("/t/import-" + i + ".sh", i, "go\nno route to 10.0.0." + i + "\n"));
    }
    journal.add(failure("/t/other.sh", 31, "\u001b[31mother.sh: bad\u001b[0m  \n\n"));
    journal.add(failure("/t/third.sh", 32, "third.sh: bad\n"));

    var groups = RunFigures.read(journal.write(directory), ORIGIN).failures();

    assertThat(groups).extracting(FailureGroup::line, FailureGroup::tasks)
        .containsExactly(
            tuple("no route to #.#.#.#", 30L),
            tuple("@TASK@: bad", 2L));
    assertThat(groups.getFirst().reason()).isEqualTo("Exit code 3");
    assertThat(groups.getFirst().exitCode()).contains(3L);
    assertThat(groups.getFirst().examples()).hasSize(5);
    assertThat(groups.getFirst().lastLines()).containsExactly("go", "no route to 10.0.0.1");
  }

  @Test
  void noMoreGroupsAreKeptThanThereIsRoomFor() throws IOException {
    var journal = new Journals();
    for (int i = 1; i <= 1000; i++) {
      journal.add(failure("/t/x", i, "a".repeat(i) + "\n"));
    }

    var groups = RunFigures.read(journal.write(directory), ORIGIN).failures();

    assertThat(groups).hasSize(201);
    assertThat(groups.getFirst().isRest()).isTrue();
    assertThat(groups.stream().mapToLong(FailureGroup::tasks).sum()).isEqualTo(1000);
  }

  @Test
  void aSecretInStandardErrorIsMasked() throws IOException {
    var run =
        new Journals().add(failure("/t/x", 1, "login --password hunter2\n")).write(directory);

    var group = RunFigures.read(run, ORIGIN).failures().getFirst();

    assertThat(group.lastLines().getFirst() + group.line()).doesNotContain("hunter");
  }

  private static Line failure(String task, int sequence, String stderr) {
    return new Line(task, List.of(), sequence, 1, "FAILED", true, 0.1, stderr);
  }
}
