package io.parallelr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// How many tasks run on a machine at its limit.
class AllowanceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void letsRunAllWhereNothingIsLacking() {
    var allowance = new Allowance(20, Integer.MAX_VALUE, 0);

    assertThat(allowance.lets(19, 0)).isTrue();
    assertThat(allowance.lets(20, 0)).isFalse();
    assertThat(allowance.untilNext(0)).isZero();
  }

  @Test
  void letsRunHalfAsManyAndThenOneMoreAfterEachWhile() {
    var allowance = new Allowance(20, 20, 0);

    allowance.lacked(10, 0);

    assertThat(allowance.lets(4, 0)).isTrue();
    assertThat(allowance.lets(5, 0)).isFalse();
    assertThat(allowance.untilNext(0)).isEqualTo(Duration.ofSeconds(2));
    assertThat(allowance.lets(5, 2 * SECOND)).isTrue();
    assertThat(allowance.lets(6, 5 * SECOND)).isFalse();
    assertThat(allowance.lets(6, 6 * SECOND)).isTrue();
  }

  @Test
  void severalThatLackTheSameCountOnceAndOneMayAlwaysRun() {
    var allowance = new Allowance(20, 20, 0);

    for (int i = 0; i < 100; i++) {
      allowance.lacked(1, i);
    }

    assertThat(allowance.lets(0, 100)).isTrue();
    assertThat(allowance.lets(1, 100)).isFalse();
    assertThat(allowance.lets(1, 2 * SECOND)).isTrue();
  }

  @Test
  void whilesGrowToHalfAMinute() {
    var allowance = new Allowance(20, 20, 0);
    long now = 0;
    for (int i = 0; i < 10; i++) {
      allowance.lacked(1, now);
      now += 2 * SECOND;
    }

    assertThat(allowance.untilNext(now - 2 * SECOND)).isEqualTo(Duration.ofSeconds(30));
  }
}
