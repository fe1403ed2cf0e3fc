package io.parallelr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopwatchTest {
  private final AtomicLong now = new AtomicLong(100);
  private final Stopwatch time = new Stopwatch(now::get);

  @Test
  void countsOnlyWhileItIsNotStopped() {
    now.addAndGet(10);
    time.stop();
    now.addAndGet(1000);

    assertThat(time.nanos()).isEqualTo(110);
    time.resume();
    assertThat(time.nanos()).isEqualTo(110);
    now.addAndGet(5);
    assertThat(time.nanos()).isEqualTo(115);
  }
}
