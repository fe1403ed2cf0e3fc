package io.parallelr.task;

import java.time.Duration;

/// What a task's processes used.
///
/// @param user CPU time in user mode
/// @param system CPU time in the kernel
/// @param peakBytes largest resident memory seen; 0 if it ended before any was seen
public record Usage(Duration user, Duration system, long peakBytes) {
  public static final Usage NONE = new Usage(Duration.ZERO, Duration.ZERO, 0);

  public Duration cpu() {
    return user.plus(system);
  }
}
