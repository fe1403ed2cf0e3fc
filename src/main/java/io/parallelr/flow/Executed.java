package io.parallelr.flow;

import java.time.Duration;
import java.time.Instant;

/// A command that has run, for reports.
///
/// @param id of its task
/// @param label the id, with the id of its block, and the number of the attempt or round
public record Executed(
    int id,
    String label,
    String hostname,
    String command,
    Instant started,
    Duration elapsed) {}
