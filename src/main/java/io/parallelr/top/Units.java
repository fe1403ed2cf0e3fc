package io.parallelr.top;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Numbers in the little room of a table.
final class Units {
  private static final int STEP = 1024;

  private Units() {}

  /// A time in at most eight characters: `0:07`, `12:34`, `1:02:03`, `3d 04h`.
  static String clock(Duration time) {
    if (time.toHours() >= 100) {
      return "%dd %02dh".formatted(time.toDays(), time.toHoursPart());
    }
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }

  /// A size in at most six characters: `512K`, `3.4M`, `120M`, `1.5G`.
  static String size(long bytes) {
    double size = bytes / (double) STEP;
    for (var unit : List.of("K", "M", "G")) {
      if (size < STEP) {
        return number(size) + unit;
      }
      size /= STEP;
    }
    return number(size) + "T";
  }

  /// A rate by the second, the minute or the hour, whichever is read easily: `3.2/s`, `12/min`.
  static String rate(double perSecond) {
    if (perSecond >= 0.95) {
      return number(perSecond) + "/s";
    }
    double perMinute = perSecond * 60;
    return perMinute >= 0.95 ? number(perMinute) + "/min" : number(perMinute * 60) + "/h";
  }

  /// With one decimal place where it is short.
  static String number(double number) {
    return number < 9.95
        ? String.format(Locale.ROOT, "%.1f", number)
        : Long.toString(Math.round(number));
  }
}
