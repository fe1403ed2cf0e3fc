package io.parallelr.engine;

import java.time.Duration;

/// How many tasks may run at once on a machine at its limit. A task takes more than its start, as
/// most start processes in their turn, and fail if they cannot: so when something is lacking, half
/// as many may run, and then one more after each interval. The intervals grow with each time that
/// something is lacking. Pure: times are passed in. Used under a lock.
final class Allowance {
  private static final Duration FIRST_STEP = Duration.ofSeconds(2);
  private static final Duration LONGEST_STEP = Duration.ofSeconds(30);
  /// Several starts fail at once for one shortage, which counts once.
  private static final Duration ONE_TIME = Duration.ofMillis(500);

  private int slots;
  private int allowed;
  private Duration step = FIRST_STEP;
  private long nextStep;
  private long lastLack;

  /// @param slots how many may run when nothing is lacking
  /// @param atFirst how many may run to begin with
  /// @param now by [Stopwatch#nanos()], as are all times
  Allowance(int slots, int atFirst, long now) {
    this.slots = slots;
    this.allowed = Math.clamp(atFirst, 1, slots);
    this.nextStep = now + step.toNanos();
    this.lastLack = now - ONE_TIME.toNanos();
  }

  /// Whether another may run.
  ///
  /// @param running how many do
  boolean lets(int running, long now) {
    if (allowed < slots && now - nextStep >= 0) {
      allowed++;
      nextStep = now + step.toNanos();
    }
    return running < allowed;
  }

  /// Lets another number run when nothing is lacking.
  void resize(int newSlots) {
    allowed = allowed >= slots ? newSlots : Math.min(allowed, newSlots);
    slots = newSlots;
  }

  /// Records that something was lacking for another.
  void lacked(int running, long now) {
    allowed = Math.min(allowed, Math.max(1, running / 2));
    if (now - lastLack >= ONE_TIME.toNanos()) {
      lastLack = now;
      nextStep = now + step.toNanos();
      var twice = step.multipliedBy(2);
      step = twice.compareTo(LONGEST_STEP) < 0 ? twice : LONGEST_STEP;
    }
  }

  /// How long it is until another may run though none ends; no time at all if that is not limited.
  Duration untilNext(long now) {
    return allowed < slots ? Duration.ofNanos(Math.max(1, nextStep - now)) : Duration.ZERO;
  }
}
