package io.parallelr.job;

import java.util.Optional;

/// A step as it was recorded.
public sealed interface RecordedStep {

  /// It waits.
  ///
  /// @param attempt the one that is to come
  record Pending(int attempt, Waits waits) implements RecordedStep {}

  /// It could be given out.
  record Ready(int attempt) implements RecordedStep {}

  /// It was given out, and its end is not known.
  ///
  /// @param intent why it was being ended; empty if it was not
  record Running(int attempt, Optional<Intent> intent) implements RecordedStep {}

  /// It was over.
  record Ended(int attempt, StepEnd end) implements RecordedStep {}

  /// A step that nothing has happened to.
  static RecordedStep untouched() {
    return new Pending(1, Waits.NONE);
  }
}
