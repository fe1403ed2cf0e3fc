package io.parallelr.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {

  @ParameterizedTest(name = "attempt {0} waits {1} s")
  @CsvSource({"1, 0", "2, 2", "3, 4", "4, 8", "5, 10", "6, 10", "1000, 10"})
  void theDelayDoublesUpToItsMaximum(int attempt, int seconds) {
    var retries = new Retries(9, Duration.ofSeconds(2), Duration.ofSeconds(10));

    assertThat(retries.before(attempt)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
