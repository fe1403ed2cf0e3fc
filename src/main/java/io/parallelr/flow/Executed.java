package io.parallelr.flow;

import java.time.Duration;
import java.time.Instant;

/// A run of a task, as reports tell it.
///
/// @param label id, with that of its block, and the number of the attempt or round
public record Executed(
    int id,
    String label,
    String hostname,
    String command,
    Instant started,
    Duration elapsed) {}
