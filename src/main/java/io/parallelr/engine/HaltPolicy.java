package io.parallelr.engine;

import io.parallelr.task.RunSummary;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Stops after a number of tasks that have ended in some way.
///
/// @param count how many have
/// @param what the word for them, for the reason
/// @param most the number; at least 1
/// @param cancels whether what runs is cancelled
public record HaltPolicy(
    ToIntFunction<RunSummary> count,
    String what,
    int most,
    boolean cancels,
    Meaning meaning) implements StopPolicy {

  @Override
  public Optional<Stop> reasonToStop(RunSummary summary) {
    int counted = count.applyAsInt(summary);
    return counted < most
        ? Optional.empty()
        : Optional.of(
            new Stop("%d %s (halt at %d)".formatted(counted, what, most), cancels, meaning));
  }
}
