package io.parallelr.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Where the marks of axes stand.
final class Axis {
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final List<Long> TIME_STEPS = Stream.of(
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500),
      LongStream.of(1, 2, 5, 10, 15, 30).map(s -> s * SECOND),
      LongStream.of(1, 2, 5, 10, 15, 30).map(m -> m * MINUTE),
      LongStream.of(1, 2, 3, 6, 12).map(h -> h * HOUR),
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000).map(d -> d * DAY))
      .flatMap(LongStream::boxed)
      .toList();

  private Axis() {}

  /// Round times from 0 to one.
  ///
  /// @param most how many there may be behind the first
  static List<Duration> times(Duration longest, int most) {
    long step = TIME_STEPS.stream()
        .filter(s -> longest.toMillis() / s <= most)
        .findFirst()
        .orElse(TIME_STEPS.getLast());
    var times = new ArrayList<Duration>();
    for (long time = 0; time <= longest.toMillis(); time += step) {
      times.add(Duration.ofMillis(time));
    }
    return times;
  }

  /// Round numbers from 0 to the first that is not below the largest value.
  ///
  /// @param most about how many there may be behind the first
  /// @param isCount whether only whole numbers make sense
  static List<Double> values(double largest, int most, boolean isCount) {
    if (largest <= 0) {
      return List.of(0.0, 1.0);
    }
    double power = Math.pow(10, Math.floor(Math.log10(largest / most)));
    double step = power * 10;
    for (double digit : List.of(1.0, 2.0, 5.0)) {
      if (digit * power * most >= largest) {
        step = digit * power;
        break;
      }
    }
    double round = isCount ? Math.max(1, step) : step;
    var values = new ArrayList<Double>(List.of(0.0));
    while (values.getLast() < largest) {
      values.add(values.size() * round);
    }
    return values;
  }

  /// A time as short as an axis takes it: `250 ms`, `12 s`, `3:07`, `2:15:00`, `3 d`.
  static String label(Duration time) {
    long millis = time.toMillis();
    if (millis == 0) {
      return "0";
    }
    if (millis < SECOND) {
      return millis + " ms";
    }
    if (millis < MINUTE) {
      return number(millis / (double) SECOND) + " s";
    }
    if (millis % DAY == 0) {
      return time.toDays() + " d";
    }
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }

  /// A number without zeros that say nothing.
  static String number(double value) {
    if (value >= 10_000) {
      return grouped(Math.round(value));
    }
    if (value == Math.rint(value)) {
      return Long.toString(Math.round(value));
    }
    return value >= 100
        ? "%.0f".formatted(value)
        : value >= 1 ? stripped("%.2f".formatted(value)) : stripped("%.4f".formatted(value));
  }

  private static String stripped(String number) {
    return number.replaceFirst("\\.?0+$", "");
  }

  /// A whole number with commas between its thousands.
  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
