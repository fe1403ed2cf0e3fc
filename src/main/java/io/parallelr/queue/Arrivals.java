package io.parallelr.queue;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The files of a directory that are complete: those that have not changed for a while.
///
/// Times are taken from this machine's monotonic clock alone: that of a file server may be wrong,
/// and copying programs set the times of files as they like. For one thread.
final class Arrivals {
  private static final List<String> UNFINISHED = List.of(".tmp", ".part", ".swp", "~");

  private final Path directory;
  private final Predicate<String> wanted;
  private final long settleNanos;
  private Map<Path, Seen> seen = new HashMap<>();

  /// @param since when it was first seen as it is, by [System#nanoTime()]
  private record Seen(Waiting file, long since) {}

  /// @param wanted which names are tasks
  /// @param settle how long a file must stand still; zero if all are complete when they get
  ///   their names
  Arrivals(Path directory, Predicate<String> wanted, Duration settle) {
    this.directory = directory;
    this.wanted = wanted;
    this.settleNanos = settle.toNanos();
  }

  /// Looks at the directory.
  ///
  /// @param now by [System#nanoTime()]
  /// @return the files that are complete, in no order
  /// @throws IOException if the directory cannot be read
  List<Waiting> complete(long now) throws IOException {
    var ready = new ArrayList<Waiting>();
    var next = new HashMap<Path, Seen>();
    try (var files = Files.newDirectoryStream(directory)) {
      for (var path : files) {
        if (isTask(String.valueOf(path.getFileName()))) {
          Waiting.look(path).map(f -> see(f, now)).ifPresent(s -> {
            next.put(path, s);
            if (now - s.since() >= settleNanos) {
              ready.add(s.file());
            }
          });
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    seen = next;
    return ready;
  }

  /// How long until the next of the files that stand still now is complete; empty if there is none.
  Optional<Duration> untilNext(long now) {
    return seen.values()
        .stream()
        .map(s -> s.since() + settleNanos - now)
        .filter(left -> left > 0)
        .min(Long::compare)
        .map(Duration::ofNanos);
  }

  private Seen see(Waiting file, long now) {
    var before = seen.get(file.path());
    return before != null && before.file().isSame(file) ? before : new Seen(file, now);
  }

  boolean isTask(String name) {
    return !name.startsWith(".")
        && UNFINISHED.stream().noneMatch(name::endsWith)
        && wanted.test(name);
  }
}
