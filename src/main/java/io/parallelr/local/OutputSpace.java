package io.parallelr.local;

import io.parallelr.os.DiskSpace;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether tasks can still print: a full file system loses their output, and few of them look
/// whether it was written. For any threads.
final class OutputSpace {
  private static final Logger log = LoggerFactory.getLogger(OutputSpace.class);
  private static final long LEAST_BYTES = 64 << 10;

  private final Path directory;
  private Optional<String> problem = Optional.empty(); // guarded by this

  OutputSpace(Path directory) {
    this.directory = directory;
  }

  /// Looks, and says it if there is none left; once.
  synchronized void look() {
    if (problem.isEmpty()) {
      problem = DiskSpace.at(directory).flatMap(this::lacking);
      problem.ifPresent(log::warn);
    }
  }

  /// What was said; empty if nothing had to be.
  synchronized Optional<String> problem() {
    return problem;
  }

  private Optional<String> lacking(DiskSpace space) {
    if (space.files().isPresent() && space.files().getAsLong() == 0) {
      return Optional.of(said("has no more inodes"));
    }
    return space.bytes() < LEAST_BYTES ? Optional.of(said("is full")) : Optional.empty();
  }

  private String said(String what) {
    return "the file system of %s %s: output of tasks is lost, and they may fail or not notice"
        .formatted(directory, what);
  }
}
