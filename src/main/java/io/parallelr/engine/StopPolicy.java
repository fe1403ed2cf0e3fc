package io.parallelr.engine;

import io.parallelr.task.Count;
import io.parallelr.task.RunSummary;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// When a run ends before its plan is done.
public sealed interface StopPolicy
    permits StopPolicy.Never, StopPolicy.AfterFailures, StopPolicy.AnyOf, HaltPolicy {

  /// Why the run stops here; empty if it continues.
  Optional<Stop> reasonToStop(RunSummary summary);

  /// Why a run stops.
  ///
  /// @param reason as a sentence without its full stop
  /// @param cancels whether what runs is cancelled; else it may end
  record Stop(String reason, boolean cancels, Meaning meaning) {
    private static Optional<Stop> atFailures(String reason) {
      return Optional.of(new Stop(reason, true, Meaning.FAILURE));
    }
  }

  /// What it means for the run.
  enum Meaning {
    /// It has failed.
    FAILURE,
    /// It has done what it was for, and its results say whether it has succeeded.
    DONE,
    /// It has succeeded, whatever else has failed.
    SUCCESS
  }

  /// The first reason of several.
  record AnyOf(List<StopPolicy> policies) implements StopPolicy {
    public AnyOf {
      policies = List.copyOf(policies);
    }

    @Override
    public Optional<Stop> reasonToStop(RunSummary summary) {
      return policies.stream().flatMap(policy -> policy.reasonToStop(summary).stream()).findFirst();
    }
  }

  /// Never stops, no matter what fails.
  record Never() implements StopPolicy {
    @Override
    public Optional<Stop> reasonToStop(RunSummary summary) {
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
    public Optional<Stop> reasonToStop(RunSummary s) {
      if (s.failuresInARow() >= inARow) {
        return Stop.atFailures(
            "%s in a row failed (limit %d)".formatted(Count.of(s.failuresInARow(), "task"),
                inARow));
      }
      if (s.completed() >= sample && s.failures() > rate * s.completed()) {
        return Stop.atFailures(
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
