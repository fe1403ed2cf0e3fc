package io.parallelr.job;

/// Whether a step is run once its dependencies are done.
public sealed interface Gate {

  /// It is.
  record Open() implements Gate {}

  /// It is passed over as if it were not there: what depends on it runs.
  record Disabled() implements Gate {}

  /// It depends on an expression, which is evaluated when the step could start.
  ///
  /// @param effect what happens if the expression holds; else the step runs
  record Rule(String expression, Effect effect) implements Gate {}

  /// What a rule that holds does.
  enum Effect {
    /// The step is passed over, and what depends on it runs.
    SKIP,
    /// The step is not run, nor is what depends on it.
    BLOCK
  }
}
