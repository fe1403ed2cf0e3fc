package io.parallelr.queue;

import java.nio.file.Path;
import java.util.Optional;

/// What a dead supervisor of this machine has left of its tasks, as those can tell who know its
/// journal and the processes.
public interface Remains {

  /// Whether the task of a file succeeded, if its result was recorded.
  ///
  /// @param file where it lies now
  /// @param original where it was taken from
  Optional<Boolean> succeeded(Owner owner, Path file, Path original);

  /// Whether the task of a file still runs, so that it can be gone on with. Where it does not, but
  /// something is left of it, that is ended.
  boolean isRunning(Owner owner, Path original);
}
