package io.parallelr.workspace;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// How many bytes are being written to each directory, so that several writers at once keep a quota
/// together. For any threads.
final class WriteCounts {
  private final Map<Path, Count> counts = new HashMap<>();

  private static final class Count {
    long bytes;
    int writers;
  }

  /// Begins to count for a writer, which closes the result when it writes no more.
  synchronized Writer begin(Path directory) {
    var count = counts.computeIfAbsent(directory, _ -> new Count());
    count.writers++;
    return new Writer(directory, count, count.bytes);
  }

  /// One who writes.
  final class Writer implements AutoCloseable {
    private final Path directory;
    private final Count count;
    private final long before;

    private Writer(Path directory, Count count, long before) {
      this.directory = directory;
      this.count = count;
      this.before = before;
    }

    /// Counts what is about to be written.
    ///
    /// @return how many bytes all writers of the directory have written since this one began
    long add(int bytes) {
      synchronized (WriteCounts.this) {
        count.bytes += bytes;
        return count.bytes - before;
      }
    }

    @Override
    public void close() {
      synchronized (WriteCounts.this) {
        if (--count.writers == 0) {
          counts.remove(directory);
        }
      }
    }
  }
}
