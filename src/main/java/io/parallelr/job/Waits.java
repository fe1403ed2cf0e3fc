package io.parallelr.job;

import java.time.Instant;
import java.util.Optional;

/// What keeps a job or a step from starting, apart from other jobs and steps.
///
/// @param notBefore the earliest time of its start
public record Waits(Instant notBefore, Optional<Hold> hold) {
  /// Nothing does.
  public static final Waits NONE = new Waits(Instant.MIN, Optional.empty());

  /// Only the time does.
  public static Waits until(Instant notBefore) {
    return new Waits(notBefore, Optional.empty());
  }

  Waits held(Hold newHold) {
    return new Waits(notBefore, Optional.of(newHold));
  }

  Waits resumed() {
    return until(notBefore);
  }

  boolean isHoldOver(Instant now) {
    return hold.isPresent() && hold.get() instanceof Hold.Until(var end) && !end.isAfter(now);
  }

  /// Whether nothing keeps it from starting.
  boolean isOver(Instant now) {
    return hold.isEmpty() && isDue(now);
  }

  boolean isDue(Instant now) {
    return !notBefore.isAfter(now);
  }

  /// When to look at it again; empty if that changes nothing.
  Optional<Instant> nextLook(boolean isDue) {
    if (hold.isPresent()) {
      return hold.get() instanceof Hold.Until(var end) ? Optional.of(end) : Optional.empty();
    }
    return isDue ? Optional.empty() : Optional.of(notBefore);
  }
}
