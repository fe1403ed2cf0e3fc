package io.parallelr.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource({"0.03, 4, 0.03", "0.031, 4, 0.04", "7, 4, 8", "10, 4, 10", "11, 4, 15",
      "842, 4, 1000"})
  void valuesEndAboveTheLargest(double largest, int most, double top) {
    assertThat(Axis.values(largest, most, false).getLast()).isEqualTo(top);
  }

  @Test
  void countsHaveWholeNumbers() {
    assertThat(Axis.values(2, 4, true)).containsExactly(0.0, 1.0, 2.0);
    assertThat(Axis.values(0, 4, true)).containsExactly(0.0, 1.0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 17, 900, 1563, 61_000, 4_000_000, 90_000_000, 40_000_000_000L,
      4_000_000_000_000L})
  void timesAreRoundAndFew(long millis) {
    var times = Axis.times(Duration.ofMillis(millis), 10);

    assertThat(times).hasSizeBetween(1, 26);
    assertThat(times.getLast().toMillis()).isLessThanOrEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "250, 250 ms", "1500, 1.5 s", "12000, 12 s", "90000, 1:30",
      "8100000, 2:15:00", "259200000, 3 d"})
  void labelsAreShort(long millis, String label) {
    assertThat(Axis.label(Duration.ofMillis(millis))).isEqualTo(label);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.5, 0.5", "6.4, 6.4", "10, 10", "100.4, 100", "12345.6, '12,346'",
      "0.00001, 0"})
  void numbersHaveNoZerosThatSayNothing(double value, String text) {
    assertThat(Axis.number(value)).isEqualTo(text);
  }
}
