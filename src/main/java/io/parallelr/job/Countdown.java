package io.parallelr.job;

import java.time.Duration;
import java.time.Instant;

/// How long a job may still run.
public sealed interface Countdown {

  /// As long as it takes, or it does not run.
  record None() implements Countdown {}

  /// Until its time is over.
  record Until(Instant end) implements Countdown {}

  /// A length of time, counted from its release.
  record Stopped(Duration left) implements Countdown {}

  /// Lets it stand still.
  default Countdown stopped(Instant now) {
    return switch (this) {
      case Until(var end) -> new Stopped(Duration.between(now, end));
      case None _,Stopped _ -> this;
    };
  }

  /// Releases it.
  default Countdown resumed(Instant now) {
    return switch (this) {
      case Stopped(var left) -> new Until(now.plus(left));
      case None _,Until _ -> this;
    };
  }

  /// Whether the time is over.
  default boolean isOver(Instant now) {
    return this instanceof Until(var end) && !end.isAfter(now);
  }
}
