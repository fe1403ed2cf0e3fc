package io.parallelr.queue;

import java.nio.file.Path;
import java.util.Map;

/// What a dead supervisor of this machine has left of its tasks, as those can tell who know its
/// journal and the processes.
public interface Remains {

  /// Whether the tasks of files succeeded, of those whose result was recorded. The journal is read
  /// once, which takes a while if it is long.
  ///
  /// @param files where they lie now, by where they were taken from
  /// @return by where they were taken from
  /// @throws InterruptedException if this thread was interrupted, and is no more
  Map<Path, Boolean> succeeded(Owner owner, Map<Path, Path> files) throws InterruptedException;

  /// Whether the task of a file still runs, so that it can be gone on with. Where it does not, but
  /// something is left of it, that is ended.
  boolean isRunning(Owner owner, Path original);
}
