package io.parallelr.queue;

import io.parallelr.engine.StopPolicy;
import java.time.Duration;

/// Which files are taken from a queue, and how fast.
///
/// @param selection which names are tasks
/// @param settle how long a file must stand still before it is complete
/// @param rescan time between two looks at the directory where no event is heard
/// @param breaker when no more are taken for a while
/// @param closedFor how long that is
public record IntakeSettings(
    Selection selection,
    Order order,
    Duration settle,
    Duration rescan,
    StopPolicy breaker,
    Duration closedFor) {}
