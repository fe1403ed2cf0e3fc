package io.parallelr.journal;

import io.parallelr.engine.RunEnd;
import io.parallelr.task.RunSummary;
import java.time.Duration;
import java.time.Instant;

/// What a run came to, when it is over.
///
/// @param tasks how many there were to be run
/// @param exitStatus of the supervisor
public record RunReport(
    RunSummary summary,
    RunEnd end,
    int tasks,
    int exitStatus,
    Instant ended,
    Duration elapsed,
    RunStatistics statistics) {}
