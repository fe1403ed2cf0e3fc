package io.parallelr.queue;

import io.parallelr.engine.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Tells whether it is the fault of a file that it cannot be moved, or that of the directories: a
/// file of our own is moved in its place. The numbers of errors do not tell that: one and the same
/// stands for a file that is not ours and for a directory that is not.
///
/// May be used by any threads.
final class Probe {
  private final Ticker ticker;
  private static final Duration VALID = Duration.ofSeconds(1);

  private static final String PREFIX = ".probe-";

  private final String name;
  private final Map<Way, Long> good = new ConcurrentHashMap<>();

  private record Way(Path from, Path to) {}

  /// @param runId in the name of the file that is moved
  Probe(String runId, Ticker ticker) {
    this.ticker = ticker;
    this.name = PREFIX + runId + '-';
  }

  /// Whether a path is that of a file that is moved here.
  static boolean isOne(Path path) {
    return String.valueOf(path.getFileName()).startsWith(PREFIX);
  }

  /// Whether it is the directories' fault that a file cannot be moved.
  ///
  /// @return why nothing can be moved; empty if something can
  Optional<IOException> failure(Path from, Path to) {
    var way = new Way(from, to);
    var last = good.get(way);
    if (last != null && ticker.nanos() - last < VALID.toNanos()) {
      return Optional.empty();
    }
    var unique = name + Thread.currentThread().threadId();
    var here = from.resolve(unique);
    var there = to.resolve(unique);
    try {
      Files.deleteIfExists(here);
      Files.createFile(here);
      Files.move(here, there, StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(there);
      good.put(way, ticker.nanos());
      return Optional.empty();
    } catch (IOException e) {
      deleteQuietly(here);
      return Optional.of(e);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return; // the same fault
    }
  }
}
