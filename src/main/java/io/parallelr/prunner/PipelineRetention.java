package io.parallelr.prunner;

import java.time.Duration;

/// How long the ended jobs of a pipeline are kept: until the first of two limits.
///
/// @param period since a job was created; zero for no limit
/// @param count how many of the newest jobs; 0 for no limit
public record PipelineRetention(Duration period, int count) {
  /// For ever.
  public static final PipelineRetention KEEP = new PipelineRetention(Duration.ZERO, 0);

  public PipelineRetention {
    if (period.isNegative() || count < 0) {
      throw new IllegalArgumentException("retention: period %s, count %d".formatted(period, count));
    }
  }
}
