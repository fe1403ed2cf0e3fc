package io.parallelr.job;

import java.time.Duration;

/// How a step that runs is ended: by a signal, and by SIGKILL when that has had no effect.
///
/// @param signal its number, as in signal(7)
/// @param grace between the two; zero for SIGKILL at once
public record Ending(int signal, Duration grace) {
  private static final int SIGTERM = 15;

  /// SIGTERM, then ten seconds.
  public static final Ending DEFAULT = new Ending(SIGTERM, Duration.ofSeconds(10));

  public Ending {
    if (signal < 1 || grace.isNegative()) {
      throw new IllegalArgumentException("ending: signal %d, grace %s".formatted(signal, grace));
    }
  }
}
