package io.parallelr.journal;

import io.parallelr.engine.RunEnd;
import io.parallelr.task.RunSummary;
import java.time.Duration;
import java.time.Instant;

/// What a run came to, when it is over.
///
/// @param exitStatus of the supervisor
public record RunReport(
    RunSummary summary,
    RunEnd end,
    int exitStatus,
    Instant ended,
    Duration elapsed,
    RunStatistics statistics) {}
