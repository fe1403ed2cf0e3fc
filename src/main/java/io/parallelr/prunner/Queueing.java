package io.parallelr.prunner;

import java.time.Duration;

/// How many jobs of a pipeline run at once, and what happens to the others.
///
/// @param concurrency at least 1
/// @param startDelay that each job waits first
public record Queueing(int concurrency, QueueStrategy strategy, Duration startDelay) {
  /// One at a time; the others wait, however many there are.
  public static final Queueing DEFAULT =
      new Queueing(1, new QueueStrategy.Append(QueueStrategy.UNLIMITED), Duration.ZERO);

  public Queueing {
    if (concurrency < 1 || startDelay.isNegative()) {
      throw new IllegalArgumentException(
          "queueing: concurrency %d, start delay %s".formatted(concurrency, startDelay));
    }
  }
}
