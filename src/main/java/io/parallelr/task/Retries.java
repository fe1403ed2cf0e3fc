package io.parallelr.task;

import java.time.Duration;

/// How often a task that failed or timed out is run again, and how long to wait before.
///
/// @param count attempts after the first; at least 0
/// @param delay before the second attempt; doubles with each further one
/// @param maxDelay which the doubling does not exceed
/// @param firstDelay before the first attempt
/// @param on after which ends
public record Retries(
    int count,
    Duration delay,
    Duration maxDelay,
    Duration firstDelay,
    RetryOn on) {
  public static final Retries NONE = new Retries(0, Duration.ZERO, Duration.ZERO);

  public Retries(int count, Duration delay, Duration maxDelay) {
    this(count, delay, maxDelay, RetryOn.ANY);
  }

  public Retries(int count, Duration delay, Duration maxDelay, RetryOn on) {
    this(count, delay, maxDelay, Duration.ZERO, on);
  }

  public Retries(int count, Duration delay, Duration maxDelay, Duration firstDelay) {
    this(count, delay, maxDelay, firstDelay, RetryOn.ANY);
  }

  /// A single attempt, after a while.
  public static Retries noneAfter(Duration delay) {
    return new Retries(0, Duration.ZERO, Duration.ZERO, delay);
  }

  public Retries {
    if (count < 0 || delay.isNegative() || maxDelay.isNegative()) {
      throw new IllegalArgumentException("retries: %d, %s, %s".formatted(count, delay, maxDelay));
    }
    delay = TimeLimit.capped(delay);
    maxDelay = TimeLimit.capped(maxDelay);
    firstDelay = TimeLimit.capped(firstDelay);
  }

  /// The same, with a larger count.
  Retries more(int attempts) {
    return new Retries(count + attempts, delay, maxDelay, firstDelay, on);
  }

  /// How long to wait before an attempt.
  ///
  /// @param attempt counted from 1
  public Duration before(int attempt) {
    if (attempt <= 1) {
      return firstDelay;
    }
    if (delay.isZero()) {
      return Duration.ZERO;
    }
    var wait = delay;
    for (int i = 2; i < attempt && wait.compareTo(maxDelay) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(maxDelay) < 0 ? wait : maxDelay;
  }
}
