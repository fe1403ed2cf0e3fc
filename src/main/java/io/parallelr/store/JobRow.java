package io.parallelr.store;

import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.Verdict;
import io.parallelr.job.Waits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A job, as the store has it.
///
/// @param seq its place in the order in which jobs came; from 1, never used again
/// @param state with the [Verdict] if it has ended
/// @param course how it has gone so far
/// @param started when it began to run; empty if it has not
/// @param steps in the order of the spec, and behind them the handler once it may run
public record JobRow(
    long seq,
    String id,
    JobHead head,
    JobSpec spec,
    JobState state,
    Optional<Verdict> verdict,
    Waits waits,
    Recorded.Course course,
    Instant created,
    Optional<Instant> started,
    Optional<Instant> ended,
    List<StepRow> steps) {
  public JobRow {
    steps = List.copyOf(steps);
  }

  /// The step of a name.
  public Optional<StepRow> step(String name) {
    return steps.stream().filter(step -> step.name().equals(name)).findFirst();
  }
}
