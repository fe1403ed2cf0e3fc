package io.parallelr.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/// What a dead supervisor has left of its tasks, as those can tell who know its journal and the
/// processes. Asked on a thread of its own, on which nothing else waits: a journal may be long.
public interface PriorRunLookup {

  /// Whether the tasks of files succeeded, as far as their results were recorded.
  ///
  /// @param files where each lies now, by where it was taken from; as many as the supervisor had
  ///   slots
  /// @return by where they were taken from; those alone that have a result
  /// @throws InterruptedException if this thread was interrupted; its interrupt status is cleared
  Map<Path, Boolean> succeeded(Owner owner, Map<Path, Path> files) throws InterruptedException;

  /// The files whose tasks are still running on this machine, so that they can be resumed. What is
  /// left of tasks that cannot be is ended.
  ///
  /// @param originals where files were taken from
  /// @throws IOException if they are not ours to resume
  /// @throws InterruptedException if this thread was interrupted
  Set<Path> running(Owner owner, Set<Path> originals) throws IOException, InterruptedException;
}
