package io.parallelr.top;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/// How many tasks end in a second: lately, if enough has been seen, else since the run began. For
/// one thread.
final class Rate {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration LEAST_SEEN = Duration.ofSeconds(15);
  private static final int LEAST_ENDS = 5;

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  private record Sample(Duration at, long ended) {}

  /// Takes what is known now.
  ///
  /// @param elapsed since the run began
  /// @param ended how many tasks have ended since
  /// @return ends in a second; empty if none has ended yet
  Optional<Double> at(Duration elapsed, long ended) {
    samples.addLast(new Sample(elapsed, ended));
    while (samples.getFirst().at().compareTo(elapsed.minus(WINDOW)) < 0) {
      samples.removeFirst();
    }
    var first = samples.getFirst();
    var seen = elapsed.minus(first.at());
    if (seen.compareTo(LEAST_SEEN) >= 0 && ended - first.ended() >= LEAST_ENDS) {
      return Optional.of((ended - first.ended()) / seconds(seen));
    }
    return ended == 0 || !elapsed.isPositive()
        ? Optional.empty()
        : Optional.of(ended / seconds(elapsed));
  }

  /// How long it takes until so many have ended.
  static Optional<Duration> remaining(long left, Optional<Double> rate) {
    return rate.filter(r -> r > 0)
        .map(r -> Duration.ofSeconds(Math.round(Math.max(0, left) / r)));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
