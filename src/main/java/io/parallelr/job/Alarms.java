package io.parallelr.job;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// When jobs and steps are to be looked at again because of the time. Each has one alarm at most.
final class Alarms {
  private final TreeSet<Alarm> alarms =
      new TreeSet<>(Comparator.comparing(Alarm::at).thenComparingLong(Alarm::number));
  private final Map<Target, Alarm> byTarget = new HashMap<>();
  private long lastNumber;

  /// What an alarm is for; told apart by identity.
  sealed interface Target permits Job, Step {}

  /// @param number which tells apart those of the same time
  private record Alarm(Instant at, long number, Target target) {}

  void set(Target target, Instant at) {
    var known = byTarget.get(target);
    if (known == null || !known.at().equals(at)) {
      clear(target);
      var alarm = new Alarm(at, ++lastNumber, target);
      byTarget.put(target, alarm);
      alarms.add(alarm);
    }
  }

  void clear(Target target) {
    var alarm = byTarget.remove(target);
    if (alarm != null) {
      alarms.remove(alarm);
    }
  }

  /// When the next one is due.
  Optional<Instant> next() {
    return alarms.isEmpty() ? Optional.empty() : Optional.of(alarms.first().at());
  }

  /// Takes out the next one that is due.
  Optional<Target> takeDue(Instant now) {
    if (alarms.isEmpty() || alarms.first().at().isAfter(now)) {
      return Optional.empty();
    }
    var target = alarms.first().target();
    clear(target);
    return Optional.of(target);
  }

  Optional<Instant> of(Target target) {
    return Optional.ofNullable(byTarget.get(target)).map(Alarm::at);
  }

  int count() {
    return alarms.size();
  }
}
