package io.parallelr.job;

import java.time.Instant;

/// Keeps a job or a step from being started, for how long.
public sealed interface Hold {

  /// Until somebody resumes it.
  record Resume() implements Hold {}

  /// Until a time, if nobody resumes it before.
  record Until(Instant end) implements Hold {}
}
