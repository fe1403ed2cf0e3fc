package io.parallelr.flows;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// How a step of a run goes, or has gone. Immutable.
///
/// @param name of the step
/// @param state where it stands
/// @param attempt the last one, from 1; 0 if it has not begun
/// @param exitCode of the command; empty if there is none
/// @param message why it has not succeeded, as a sentence without its full stop; empty otherwise
/// @param started when its last attempt began; empty if none has
/// @param ended empty if it has not
public record StepStatus(
    String name,
    State state,
    int attempt,
    OptionalInt exitCode,
    String message,
    Optional<Instant> started,
    Optional<Instant> ended) {

  public StepStatus {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(exitCode, "exitCode");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(ended, "ended");
  }

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
