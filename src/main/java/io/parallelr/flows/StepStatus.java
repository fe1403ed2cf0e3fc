package io.parallelr.flows;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// How a step of a run goes, or has gone. Immutable.
///
/// @param attempt the last one, from 1; 0 if it has not begun
/// @param exitCode of the command; empty if there is none
/// @param message why it has not succeeded, as a sentence without its full stop; empty otherwise
public record StepStatus(
    String name,
    State state,
    int attempt,
    OptionalInt exitCode,
    String message,
    Optional<Instant> started,
    Optional<Instant> ended) {

  /// Where it stands.
  public enum State {
    /// For the steps that it depends on, for a free slot, or for its next attempt.
    WAITING,
    /// It runs.
    RUNNING,
    /// It has succeeded.
    SUCCEEDED,
    /// It has failed, or its time was over.
    FAILED,
    /// It did not run, as another step has failed or the run was cancelled.
    NOT_RUN,
    /// It was ended, as the run was.
    CANCELLED
  }
}
