package io.parallelr.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.Tasks;
import io.parallelr.engine.StopPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final long SECOND = 1_000_000_000L;
  private final CircuitBreaker breaker =
      new CircuitBreaker(new StopPolicy.AfterFailures(2, 1, 100), Duration.ofSeconds(10));

  @Test
  void closesAfterTooManyFailures() {
    assertThat(fails(0)).isFalse();
    assertThat(breaker.lets(3, 0)).isTrue();

    assertThat(fails(0)).isTrue();

    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.lets(0, 9 * SECOND)).isFalse();
  }

  @Test
  void thenLetsOneTryAndOpensWhenThatSucceeds() {
    fails(0);
    fails(0);

    assertThat(breaker.lets(0, 10 * SECOND)).isTrue();
    assertThat(breaker.lets(1, 10 * SECOND)).as("only one").isFalse();
    breaker.completed(Tasks.success(Tasks.task(3)), 11 * SECOND);

    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.lets(5, 11 * SECOND)).isTrue();
    assertThat(fails(12 * SECOND)).as("earlier failures are forgotten").isFalse();
  }

  @Test
  void closesAgainWhenTheTrialFails() {
    fails(0);
    fails(0);
    assertThat(breaker.lets(0, 10 * SECOND)).isTrue();

    assertThat(fails(11 * SECOND)).isTrue();

    assertThat(breaker.lets(0, 20 * SECOND)).isFalse();
    assertThat(breaker.lets(0, 21 * SECOND)).isTrue();
  }

  @Test
  void tasksThatWereInWhenItClosedDoNotCount() {
    fails(0);
    fails(0);

    assertThat(breaker.completed(Tasks.success(Tasks.task(9)), SECOND)).isEmpty();

    assertThat(breaker.isOpen()).isFalse();
  }

  private boolean fails(long now) {
    return breaker.completed(Tasks.failure(Tasks.task(1)), now).isPresent();
  }
}
