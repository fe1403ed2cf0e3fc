package io.parallelr.engine;

import io.parallelr.task.Count;
import io.parallelr.task.RunSummary;
import java.util.Locale;
import java.util.Optional;

/// When a run gives up before its plan is done; running tasks are then cancelled.
public sealed interface StopPolicy {

  /// Why the run stops here; empty if it continues.
  Optional<String> reasonToStop(RunSummary summary);

  /// Never stops, no matter what fails.
  record Never() implements StopPolicy {
    @Override
    public Optional<String> reasonToStop(RunSummary summary) {
      return Optional.empty();
    }
  }

  /// Stops after too many failures in a row, or too large a share of failures.
  ///
  /// @param inARow failures without a success between that stop the run; at least 1
  /// @param rate share of failures above which the run stops, from 0 to 1
  /// @param sample how many tasks must have completed before the rate is looked at; at least 1
  record AfterFailures(int inARow, double rate, int sample) implements StopPolicy {
    public AfterFailures {
      if (inARow < 1 || sample < 1 || !(rate >= 0 && rate <= 1)) {
        throw new IllegalArgumentException(
            "stop limits: %d, %s, %d".formatted(inARow, rate, sample));
      }
    }

    @Override
    public Optional<String> reasonToStop(RunSummary s) {
      if (s.failuresInARow() >= inARow) {
        return Optional.of(
            "%s in a row failed (limit %d)".formatted(Count.of(s.failuresInARow(), "task"),
                inARow));
      }
      if (s.completed() >= sample && s.failures() > rate * s.completed()) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%d of %s failed, a rate of %.2f (limit %.2f)",
                s.failures(),
                Count.of(s.completed(), "task"),
                (double) s.failures() / s.completed(),
                rate));
      }
      return Optional.empty();
    }
  }
}
