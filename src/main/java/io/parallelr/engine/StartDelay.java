package io.parallelr.engine;

import java.time.Duration;

/// The pause between two starts. Where it adapts, it follows the results, by the numbers of GNU
/// parallel: 30 % longer after each failure, 10 % shorter after each success. Used under a lock.
final class StartDelay {
  private static final double LONGER = 1.3;
  private static final double SHORTER = 0.9;
  private static final double LONGEST = Duration.ofMinutes(1).toNanos();
  /// What the first failure leads to where there was no pause.
  private static final double FIRST = Duration.ofMillis(100).toNanos();
  /// Shorter is none.
  private static final double SHORTEST = Duration.ofMillis(1).toNanos();

  private final boolean adapts;
  private double nanos;

  StartDelay(Duration initial, boolean adapts) {
    this.adapts = adapts;
    this.nanos = initial.toNanos();
  }

  long nanos() {
    return Math.round(nanos);
  }

  /// An attempt has ended by itself.
  void ended(boolean succeeded) {
    if (!adapts) {
      return;
    }
    double next = succeeded ? nanos * SHORTER : Math.max(nanos * LONGER, FIRST);
    nanos = next < SHORTEST ? 0 : Math.min(next, LONGEST);
  }
}
