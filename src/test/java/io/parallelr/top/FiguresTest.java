package io.parallelr.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rates, limits, and how numbers are written.
class FiguresTest {
  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void theRateIsThatOfTheRunUntilEnoughHasBeenSeen() {
    var rate = new Rate();

    assertThat(rate.at(seconds(100), 0)).isEmpty();
    assertThat(rate.at(seconds(100), 50)).contains(0.5);
    assertThat(rate.at(seconds(110), 60)).as("10 s are few").contains(60 / 110.0);
  }

  @Test
  void thenItIsThatOfTheLastMinute() {
    var rate = new Rate();
    rate.at(seconds(1000), 100);

    assertThat(rate.at(seconds(1020), 140)).contains(2.0);
    rate.at(seconds(1060), 260);
    assertThat(rate.at(seconds(1081), 323)).contains(3.0);
  }

  @Test
  void whatIsLeftTakesAsLongAsTheRateSays() {
    assertThat(Rate.remaining(30, Optional.of(0.5))).contains(seconds(60));
    assertThat(Rate.remaining(-1, Optional.of(0.5))).contains(Duration.ZERO);
    assertThat(Rate.remaining(30, Optional.empty())).isEmpty();
    assertThat(Rate.remaining(30, Optional.of(0.0))).isEmpty();
  }

  @Test
  void stopLimitsAreReadFromTheRequest() {
    var settings = List.of(
        "limits.stop-limits-enabled=true",
        "limits.max-consecutive-failures=3",
        "limits.max-failure-rate=0.25",
        "limits.min-tasks-for-rate-check=20",
        "limits.halt=soon,fail=10%");

    var limits = StopLimits.of(settings);

    assertThat(limits).isEqualTo(new StopLimits(true, 3, 0.25, 20, Optional.of("soon,fail=10%")));
    assertThat(limits.describe(2, 4, 40))
        .contains("2 of 3 failures in a row, rate 10% of 25%, soon,fail=10%");
  }

  @Test
  void aRunWithoutLimitsHasNothingToSay() {
    assertThat(StopLimits.of(List.of()).describe(9, 9, 9)).isEmpty();
    assertThat(
        StopLimits.of(
            List.of("limits.stop-limits-enabled=false", "limits.max-consecutive-failures=5",
                "limits.max-failure-rate=0.5", "limits.min-tasks-for-rate-check=10",
                "limits.halt=never"))
            .describe(9, 9, 9))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      0, 0:00
      61, 1:01
      3723, 1:02:03
      359999, 99:59:59
      360000, 4d 04h
      """)
  void timesAreShort(long seconds, String text) {
    assertThat(Units.clock(seconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      0, 0.0K
      524288, 512K
      3565158, 3.4M
      125829120, 120M
      1610612736, 1.5G
      2199023255552, 2.0T
      """)
  void sizesAreShort(long bytes, String text) {
    assertThat(Units.size(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      1234, 1234/s
      3.21, 3.2/s
      0.2, 12/min
      0.001, 3.6/h
      """)
  void ratesHaveTheUnitThatIsReadEasily(double rate, String text) {
    assertThat(Units.rate(rate)).isEqualTo(text);
  }
}
