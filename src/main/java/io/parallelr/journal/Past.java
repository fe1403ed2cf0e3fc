package io.parallelr.journal;

import io.parallelr.task.Status;
import java.util.Optional;

/// The latest that is known of a task.
///
/// @param run id of the run that began it last
/// @param sequence of the task in that run
/// @param result of that attempt; empty if none was recorded
/// @param isFinal whether that result ended the task
/// @param byRequest whether it was cancelled by request, and not as its run was stopped
/// @param stamp of its file when it was started
public record Past(
    String run,
    int sequence,
    int attempt,
    Optional<Status> result,
    boolean isFinal,
    boolean byRequest,
    Optional<FileStamp> stamp) {

  /// Whether an attempt was begun whose end is not known.
  public boolean endIsUnknown() {
    return result.isEmpty();
  }

  /// The result that nothing follows; a task that was cancelled, as its run was stopped, has none.
  public Optional<Status> finalResult() {
    return result.filter(r -> isFinal && (byRequest || r != Status.CANCELLED));
  }
}
