package io.parallelr.journal;

import io.parallelr.engine.RunEnd;
import io.parallelr.task.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a run came to, when it is over.
///
/// @param tasks how many there were to be run
/// @param unretried how many of them had failed and waited for another attempt
/// @param exitStatus of the supervisor
/// @param failures the first tasks that did not succeed
/// @param warnings of what went wrong beside the results: sentences without their full stops
public record RunReport(
    RunSummary summary,
    RunEnd end,
    int tasks,
    int unretried,
    int exitStatus,
    Instant ended,
    Duration elapsed,
    RunStatistics statistics,
    Failures failures,
    List<String> warnings) {

  /// A report of a run without warnings and other problems.
  public RunReport(
      RunSummary summary,
      RunEnd end,
      int tasks,
      int exitStatus,
      Instant ended,
      Duration elapsed,
      RunStatistics statistics) {
    this(summary, end, tasks, 0, exitStatus, ended, elapsed, statistics, new Failures(), List.of());
  }

  /// How many were never started.
  public int notStarted() {
    return tasks - summary.total() - unretried;
  }
}
