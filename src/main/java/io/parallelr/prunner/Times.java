package io.parallelr.prunner;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Times as they are shown.
final class Times {
  private Times() {}

  /// In UTC and whole seconds, such as `2026-11-20T21:13:55Z`: clients read no fractions.
  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
