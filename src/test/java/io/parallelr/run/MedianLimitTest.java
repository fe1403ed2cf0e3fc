package io.parallelr.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.task.Input;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.TimeLimit;
import io.parallelr.task.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class MedianLimitTest {
  private final MedianLimit limit = new MedianLimit(300);

  private void ended(double seconds, Outcome outcome) {
    var task = new Task(
        1, "t", new Input.File(Path.of("/t")), List.of("true"), Map.of(), TimeLimit.NONE,
        Retries.NONE, 1);
    limit.finished(
        new TaskResult(
            task, 1, Instant.EPOCH, 0, Duration.ofNanos(Math.round(seconds * 1e9)), 1, outcome,
            Output.NONE, Output.NONE, Usage.NONE));
  }

  @Test
  void itIsAShareOfTheMedianOnceThereAreThreeSuccesses() {
    ended(1, new Outcome.Exited(0));
    ended(50, new Outcome.Exited(1));
    ended(3, new Outcome.Exited(0));
    assertThat(limit.now()).isEmpty();

    ended(20, new Outcome.Exited(0));

    assertThat(limit.now().orElseThrow().toMillis()).isCloseTo(9_000, Percentage.withPercentage(1));
  }

  @Test
  void anyDurationIsCounted() {
    for (double seconds : new double[]{0, 1e-9, 0.5, 1e9, 0.5}) {
      ended(seconds, new Outcome.Exited(0));
    }
    assertThat(limit.now().orElseThrow().toMillis()).isCloseTo(1_500, Percentage.withPercentage(1));
  }
}
