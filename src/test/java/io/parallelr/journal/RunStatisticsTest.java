package io.parallelr.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.Tasks;
import io.parallelr.task.Outcome;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunStatisticsTest {

  @Test
  void whatWasCancelledIsNoDuration() {
    var statistics = new RunStatistics();

    statistics.finished(lasting(Duration.ofSeconds(2), new Outcome.Exited(0)));
    statistics.finished(lasting(Duration.ofSeconds(4), new Outcome.Exited(1)));
    statistics.finished(lasting(Duration.ofSeconds(500), new Outcome.Cancelled(true)));

    assertThat(statistics.attempts()).isEqualTo(3);
    assertThat(statistics.average()).isEqualTo(Duration.ofSeconds(3));
    assertThat(statistics.percentile(99)).isEqualTo(Duration.ofSeconds(4));
    assertThat(statistics.longest()).isEqualTo(Duration.ofSeconds(4));
  }

  private static TaskResult lasting(Duration elapsed, Outcome outcome) {
    var result = Tasks.result(Tasks.task(1), outcome);
    return new TaskResult(
        result.task(),
        result.slot(),
        result.started(),
        result.startedNanos(),
        elapsed,
        17,
        outcome,
        result.stdout(),
        result.stderr(),
        result.usage());
  }
}
