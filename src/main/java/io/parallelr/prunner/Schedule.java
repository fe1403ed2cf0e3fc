package io.parallelr.prunner;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Times at which jobs of a pipeline are started without a request.
///
/// @param cron the expression as written, which has been checked
/// @param zone whose clock it refers to; empty for that of the server
/// @param catchUp how late a job may still be started, if the server did not run at its time; zero
///   to start none late
/// @param variables of the jobs
public record Schedule(
    String cron,
    Optional<ZoneId> zone,
    Duration catchUp,
    Overlap overlap,
    Map<String, @Nullable Object> variables) {

  public Schedule {
    variables = Maps.copy(variables);
  }

  /// What happens at a time at which an earlier job of the schedule has not ended.
  public enum Overlap {
    /// The strategy of the queue decides, as for any job.
    QUEUE,
    /// No job is started.
    SKIP,
    /// The earlier job is cancelled.
    CANCEL
  }
}
