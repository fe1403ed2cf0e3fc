package io.parallelr.task;

import java.math.BigDecimal;
import java.time.Duration;

/// How long a task may take at most.
public final class TimeLimit {
  /// Any time: longer than a machine runs, and short enough to reckon with in nanoseconds.
  public static final Duration NONE = Duration.ofDays(36_500);

  private TimeLimit() {}

  /// A length of time, or [#NONE] if that is shorter: whatever users give, no reckoning overflows.
  public static Duration capped(Duration length) {
    return isNone(length) ? NONE : length;
  }

  /// Whether a limit is [#NONE].
  public static boolean isNone(Duration limit) {
    return limit.compareTo(NONE) >= 0;
  }

  /// In words: `time limit 600 s`, or that there is none.
  public static String describe(Duration limit) {
    return isNone(limit)
        ? "no time limit"
        : "time limit %s s".formatted(seconds(limit));
  }

  /// Exact below a millisecond, which would else be none at all.
  private static String seconds(Duration limit) {
    var seconds = limit.compareTo(Duration.ofMillis(1)) < 0
        ? BigDecimal.valueOf(limit.toNanos(), 9)
        : BigDecimal.valueOf(limit.toMillis(), 3);
    return seconds.stripTrailingZeros().toPlainString();
  }
}
