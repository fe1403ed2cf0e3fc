package io.parallelr.store;

import io.parallelr.job.Hold;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepState;
import java.time.Instant;
import java.util.Optional;

/// A step, as the store has it.
///
/// @param attempt the last that was begun, or the one that is to come; counted from 1
/// @param hold what keeps it from starting; empty if nothing does
/// @param started when the last attempt began; empty before that
/// @param end how it ended; empty while it has not
/// @param ended when that was
public record StepRow(
    String name,
    StepState state,
    int attempt,
    Optional<Hold> hold,
    Optional<Instant> started,
    Optional<StepEnd> end,
    Optional<Instant> ended) {}
