package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.Tasks;
import io.parallelr.daemon.Controlled;
import io.parallelr.daemon.RunProgress;
import io.parallelr.task.Outcome;
import io.parallelr.task.TaskResult;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

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
        .isEqualTo("2/10 done  1 failed  2 running  0:20  0.1/s  ETA 1:20  0:20 task1\n");
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
