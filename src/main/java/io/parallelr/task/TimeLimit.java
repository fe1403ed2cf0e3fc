package io.parallelr.task;

import java.math.BigDecimal;
import java.time.Duration;

/// How long a task may take at most.
public final class TimeLimit {
  /// Any time: longer than a machine runs, and short enough to reckon with in nanoseconds.
  public static final Duration NONE = Duration.ofDays(36_500);

  private TimeLimit() {}

  /// Whether a limit is [#NONE].
  public static boolean isNone(Duration limit) {
    return limit.compareTo(NONE) >= 0;
  }

  /// In words: `time limit 600 s`, or that there is none.
  public static String describe(Duration limit) {
    return isNone(limit)
        ? "no time limit"
        : "time limit %s s".formatted(
            BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString());
  }
}
