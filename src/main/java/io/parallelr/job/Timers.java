package io.parallelr.job;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// When jobs and steps are to be looked at again because of the time. Each has one timer at most.
final class Timers {
  private final TreeSet<Timer> timers =
      new TreeSet<>(Comparator.comparing(Timer::at).thenComparingLong(Timer::number));
  private final Map<Target, Timer> byTarget = new HashMap<>();
  private long lastNumber;

  /// What a timer is for; told apart by identity.
  sealed interface Target permits Job, Step {}

  /// @param number which tells apart those of the same time
  private record Timer(Instant at, long number, Target target) {}

  void set(Target target, Instant at) {
    var known = byTarget.get(target);
    if (known == null || !known.at().equals(at)) {
      clear(target);
      var timer = new Timer(at, ++lastNumber, target);
      byTarget.put(target, timer);
      timers.add(timer);
    }
  }

  void clear(Target target) {
    var timer = byTarget.remove(target);
    if (timer != null) {
      timers.remove(timer);
    }
  }

  /// When the next one is due.
  Optional<Instant> next() {
    return timers.isEmpty() ? Optional.empty() : Optional.of(timers.first().at());
  }

  /// Takes out the next one that is due.
  Optional<Target> takeDue(Instant now) {
    if (timers.isEmpty() || timers.first().at().isAfter(now)) {
      return Optional.empty();
    }
    var target = timers.first().target();
    clear(target);
    return Optional.of(target);
  }

  Optional<Instant> of(Target target) {
    return Optional.ofNullable(byTarget.get(target)).map(Timer::at);
  }

  int count() {
    return timers.size();
  }
}
