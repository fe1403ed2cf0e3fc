package io.parallelr.job;

import java.time.Duration;

/// How a job ended.
public sealed interface Verdict {

  /// All its steps are done.
  record Succeeded() implements Verdict {}

  /// A step failed.
  ///
  /// @param step the first that did
  record Failed(String step, StepEnd end) implements Verdict {}

  /// It was cancelled.
  record Canceled(Intent by) implements Verdict {}

  /// It was stopped at its time limit.
  record TimedOut(Duration limit) implements Verdict {}

  /// Nothing failed, but a rule did not let a step run.
  ///
  /// @param step the first of those
  record Blocked(String step) implements Verdict {}

  /// The first step that was not done was lost sight of: it may have done all it should.
  record Lost(String step, String reason) implements Verdict {}
}
