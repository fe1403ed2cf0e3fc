package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.Tasks;
import io.parallelr.daemon.Controlled;
import io.parallelr.daemon.RunProgress;
import io.parallelr.task.Outcome;
import io.parallelr.task.RunSummary;
import io.parallelr.task.TaskResult;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private Optional<String> reason = Optional.empty();
  private final AtomicLong nanos = new AtomicLong(17);

  /// On no terminal: what is drawn last is a line of its own.
  private Progress progress(OptionalInt tasks) {
    var terminal = new Terminal(new ByteArrayOutputStream(), stderr, false, new Terminal.Display() {
      @Override
      public boolean isOpen() {
        return false;
      }

      @Override
      public boolean isCapable() {
        return false;
      }

      @Override
      public int columns() {
        return 80;
      }
    });
    return new Progress(terminal, new Controlled() {
      @Override
      public RunProgress.State state() {
        return RunProgress.State.RUNNING;
      }

      @Override
      public Optional<Long> tasks() {
        return tasks.stream().mapToObj(Long::valueOf).findFirst();
      }

      @Override
      public boolean cancel(int sequence) {
        return false;
      }

      @Override
      public Optional<String> waitsFor() {
        return reason;
      }
    }, nanos::get);
  }

  @Test
  void saysWhyNothingStarts() {
    reason = Optional.of("paused by its user");
    try (var progress = progress(OptionalInt.of(10))) {
      progress.started(Tasks.task(1), 1, NOON);
      pass(Duration.ofSeconds(5));
    }

    assertThat(stderr.toString(UTF_8))
        .startsWith("0/10 done")
        .contains("  waits: paused by its user  0:05 task1");
  }

  @Test
  void countsWhatIsDoneAndNamesWhatRunsLongest() {
    try (var progress = progress(OptionalInt.of(10))) {
      progress.started(Tasks.task(1), 1, NOON);
      pass(Duration.ofSeconds(5));
      progress.started(Tasks.task(2), 2, NOON);
      progress.finished(Tasks.success(Tasks.task(2)));
      progress.started(Tasks.task(3), 2, NOON);
      progress.finished(result(3, false));
      progress.started(Tasks.task(3), 2, NOON);
      progress.finished(result(3, true));
      progress.started(Tasks.task(4), 2, NOON);
      pass(Duration.ofSeconds(15));
    }

    assertThat(stderr.toString(UTF_8))
        .isEqualTo("2/10 done  1 failed  2 running  0:20  0.1/s  ETA -  0:20 task1\n");
  }

  @Test
  void withoutANumberOfTasksThereIsNoEnd() {
    try (var progress = progress(OptionalInt.empty())) {
      progress.started(Tasks.task(1), 1, NOON);
      progress.finished(Tasks.success(Tasks.task(1)));
      pass(Duration.ofMillis(20));
    }

    assertThat(stderr.toString(UTF_8)).isEqualTo("1 done  0 failed  0 running  0:00  50/s\n");
  }

  @Test
  void beforeTheFirstResultNothingIsForetold() {
    try (var progress = progress(OptionalInt.of(3))) {
      progress.started(Tasks.task(1), 1, NOON);
      pass(Duration.ofHours(26));
    }

    assertThat(stderr.toString(UTF_8))
        .isEqualTo("0/3 done  0 failed  1 running  26:00:00  0.0/s  ETA -  26:00:00 task1\n");
  }

  /// What failed at once, or was ended by hand, says nothing of how long the rest takes.
  @Test
  void theEndIsForetoldFromWhatSucceeded() {
    var few = new RunSummary(2, 5, 0, 0, 1, 0, 0, 0);
    var enough = new RunSummary(4, 5, 0, 0, 1, 0, 0, 0);

    assertThat(line(few, 100)).endsWith("  ETA -");
    assertThat(line(enough, 100)).endsWith("  0.1/s  ETA 2:30");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      60 | 10/16 done  5 failed  2 running  1:40  0.1/s  ETA 2:30
      51 | 10/16 done  5 failed  2 running  1:40  ETA 2:30
      40 | 10/16 done  5 failed  2 running  1:40
      5  | 10/16 done
      """)
  void whereThereIsNoRoomWholeFieldsAreLeftOut(int room, String line) {
    assertThat(line(new RunSummary(4, 5, 0, 0, 1, 0, 0, 0), room)).isEqualTo(line);
  }

  private static String line(RunSummary summary, int room) {
    return Progress.line(summary, 2, OptionalInt.of(16), Duration.ofSeconds(100), room);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static TaskResult result(int sequence, boolean isFinal) {
    var task = isFinal
        ? Tasks.task(sequence)
        : Tasks.withRetries(
            Tasks.task(sequence),
            new io.parallelr.task.Retries(1, Duration.ZERO, Duration.ZERO));
    return Tasks.result(task, new Outcome.Exited(1));
  }
}
