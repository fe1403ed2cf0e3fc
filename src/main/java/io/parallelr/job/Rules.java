package io.parallelr.job;

import java.util.Optional;
import java.util.function.Function;

/// Evaluates the expressions of rules. Called while the plan is locked, so it must neither wait nor
/// call the plan.
@FunctionalInterface
public interface Rules {

  /// Says whether the rule of a step holds.
  Answer ask(Gate.Rule rule, Facts facts);

  /// What an expression may refer to.
  ///
  /// @param job its id
  /// @param ends how a step of the job has ended, by its name; empty if it has not
  record Facts(
      String job,
      JobSpec spec,
      StepSpec step,
      Function<String, Optional<StepEnd>> ends) {}

  /// What came out of an expression.
  sealed interface Answer {
    /// It holds, or does not.
    record Value(boolean holds) implements Answer {}

    /// It cannot be evaluated.
    ///
    /// @param reason as a sentence without its full stop
    record Broken(String reason) implements Answer {}
  }
}
