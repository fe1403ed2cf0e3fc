package io.parallelr.local;

import io.parallelr.os.ProcessTable;
import io.parallelr.task.Origin;
import java.time.Duration;

/// A task that still runs though the supervisor that started it is dead.
///
/// @param leader the process that was started for it
/// @param outputs of the run that it is of
/// @param age how long it has run, when it was found
public record Orphan(
    Origin origin,
    ProcessTable.Entry leader,
    OutputFiles outputs,
    Duration age) {}
