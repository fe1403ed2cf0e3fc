package io.parallelr.store;

import io.parallelr.job.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Times as whole numbers: nanoseconds since 1970. Those before the year 1678 or after 2261 stand
/// for the beginning and the end of time.
final class Times {
  private static final long BEGINNING = Long.MIN_VALUE;
  private static final long UNTIL_RESUMED = Long.MAX_VALUE;
  private static final long END = Long.MAX_VALUE - 1;
  private static final long NANOS = 1_000_000_000;
  private static final long LAST_SECOND = Long.MAX_VALUE / NANOS - 1;

  private Times() {}

  static long number(Instant time) {
    long seconds = time.getEpochSecond();
    if (Math.abs(seconds) > LAST_SECOND) {
      return seconds < 0 ? BEGINNING : END;
    }
    return seconds * NANOS + time.getNano();
  }

  static Instant instant(long number) {
    if (number == BEGINNING) {
      return Instant.MIN;
    }
    return number == END
        ? Instant.MAX
        : Instant.ofEpochSecond(Math.floorDiv(number, NANOS), Math.floorMod(number, NANOS));
  }

  static Optional<Instant> instant(Optional<Long> number) {
    return number.map(Times::instant);
  }

  static long number(Hold hold) {
    return switch (hold) {
      case Hold.Resume _ -> UNTIL_RESUMED;
      case Hold.Until(var end) -> number(end);
    };
  }

  static Hold hold(long number) {
    return number == UNTIL_RESUMED ? new Hold.Resume() : new Hold.Until(instant(number));
  }

  static long number(Duration duration) {
    if (duration.abs().toSeconds() > LAST_SECOND) {
      return duration.isNegative() ? BEGINNING : END;
    }
    return duration.toNanos();
  }
}
