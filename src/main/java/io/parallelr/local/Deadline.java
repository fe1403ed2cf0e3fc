package io.parallelr.local;

import java.time.Duration;
import java.util.Optional;

/// How long an attempt may run: its own limit, or one that moves meanwhile, whichever is shorter.
///
/// @param limit of the task
/// @param age how long it had run when it began to be watched
record Deadline(Duration limit, Duration age, Optional<MovingLimit> moving) {
  /// How often it is looked whether the limit has moved.
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// The limit now.
  Duration now() {
    return moving.flatMap(MovingLimit::now)
        .filter(shorter -> shorter.compareTo(limit) < 0)
        .orElse(limit);
  }

  /// How much time is left; negative if it is over.
  ///
  /// @param watched how long it has been watched
  Duration left(Duration watched) {
    return now().minus(age).minus(watched);
  }

  /// How long to wait at most before [#left(Duration)] is asked again.
  Duration wait(Duration left) {
    return moving.isEmpty() || left.compareTo(LOOK) < 0 ? left : LOOK;
  }
}
