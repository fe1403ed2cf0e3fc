package io.parallelr.queue;

import java.time.Duration;

/// What is done with files when their tasks have ended, and before.
///
/// @param onSuccess of a task that succeeded
/// @param onFailure of one that did not
/// @param maxRedeliveries supervisors that may die while they run a file before it counts as failed;
///   at least 1
/// @param claimTimeout after which a supervisor on another machine that gives no sign of life is
///   taken for dead
public record CompletionActions(
    What onSuccess,
    What onFailure,
    int maxRedeliveries,
    Duration claimTimeout) {

  /// What is done with a file.
  public enum What {
    /// It is moved to `done` or `failed`.
    MOVE,
    /// It is deleted.
    DELETE,
    /// It is left for others, in the directory `ended` beside where it ran.
    LEAVE
  }
}
