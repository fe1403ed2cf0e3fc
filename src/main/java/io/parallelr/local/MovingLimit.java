package io.parallelr.local;

import java.time.Duration;
import java.util.Optional;

/// A time limit of all tasks that may change while they run. For any threads.
@FunctionalInterface
public interface MovingLimit {
  /// The limit now; empty if there is none yet.
  Optional<Duration> now();
}
