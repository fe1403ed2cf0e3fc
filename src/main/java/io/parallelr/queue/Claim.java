package io.parallelr.queue;

import java.nio.file.Path;
import java.util.Objects;

/// A file that is taken: nobody else runs it.
///
/// @param path where it lies while it runs
/// @param original where it lay
/// @param redeliveries how many supervisors have died while they ran it
public record Claim(Path path, Path original, int redeliveries) {
  Path name() {
    return Names.last(original);
  }

  /// Where it lies with others of the same supervisor.
  Path directory() {
    return Objects.requireNonNull(path.getParent());
  }
}
