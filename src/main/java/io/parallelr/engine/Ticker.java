package io.parallelr.engine;

/// The monotonic clock, as [System#nanoTime()]. May be read by any thread.
@FunctionalInterface
public interface Ticker {
  /// Nanoseconds since a moment that is the same for all readings.
  long nanos();
}
