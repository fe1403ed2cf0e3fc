package io.parallelr.task;

import java.time.Duration;

/// How the processes of a task are ended: by a signal, and by SIGKILL if they still run some time
/// later.
///
/// @param signal its number; SIGTERM is 15, SIGINT 2
/// @param grace from the signal to SIGKILL; zero or more
public record Ending(int signal, Duration grace) {
  private static final int HIGHEST_SIGNAL = 64;

  public Ending {
    if (signal < 1 || signal > HIGHEST_SIGNAL) {
      throw new IllegalArgumentException("signal %d is not from 1 to 64".formatted(signal));
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace %s is negative".formatted(grace));
    }
    grace = TimeLimit.capped(grace);
  }
}
