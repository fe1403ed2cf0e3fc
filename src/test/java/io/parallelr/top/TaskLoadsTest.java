package io.parallelr.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.os.ProcessLoad;
import io.parallelr.os.ProcessTable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskLoadsTest {
  private static final long SECOND = 1_000_000_000;

  private final TaskLoads loads = new TaskLoads();

  private static ProcessLoad load(int pid, int parent, int session, long cpuMillis, long bytes) {
    return new ProcessLoad(
        new ProcessTable.Entry(pid, 'S', parent, session, 1),
        Duration.ofMillis(cpuMillis),
        bytes);
  }

  @Test
  void aTaskIsItsSessionAndAllDescendants() {
    loads.take(
        List.of(
            load(10, 1, 10, 0, 1), load(11, 10, 10, 0, 2), load(12, 11, 12, 0, 4),
            load(13, 1, 10, 0, 8), load(20, 1, 20, 0, 16)),
        0);

    assertThat(loads.of(List.of(10)).bytes()).isEqualTo(15);
    assertThat(loads.of(List.of(10, 20)).bytes()).isEqualTo(31);
    assertThat(loads.of(List.of(99)).bytes()).isZero();
    assertThat(loads.runs(12)).isTrue();
    assertThat(loads.runs(99)).isFalse();
  }

  @Test
  void theUseOfProcessorsIsThatSinceTheLookBefore() {
    loads.take(List.of(load(10, 1, 10, 5000, 0), load(11, 10, 10, 1000, 0)), 0);
    loads.take(List.of(load(10, 1, 10, 6000, 0), load(11, 10, 10, 1500, 0)), 2 * SECOND);

    assertThat(loads.of(List.of(10)).cpuPercent()).isEqualTo(75);
  }

  @Test
  void aProcessThatHasTakenANumberOverIsNotMeasuredAgainstTheOneBefore() {
    loads.take(List.of(load(10, 1, 10, 5000, 0)), 0);
    var other = new ProcessLoad(
        new ProcessTable.Entry(10, 'S', 1, 10, 2), Duration.ofMillis(10), 0);
    loads.take(List.of(other), SECOND);

    assertThat(loads.of(List.of(10)).cpuPercent()).isBetween(0.0, 1.0);
  }
}
