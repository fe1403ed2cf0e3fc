package io.parallelr.tasker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.FileUtils;

/// Directories for what flows need on the disk while they run. One that a flow has left serves the
/// next one, with its empty files: to make and delete them for each takes longer than its steps on
/// some file systems. May be used by any thread.
final class Scratch implements AutoCloseable {
  private static final String OUTPUT = "output";

  private final String prefix;
  private final ConcurrentLinkedDeque<Path> free = new ConcurrentLinkedDeque<>();
  private final AtomicLong flows = new AtomicLong();

  /// @param prefix of the names that flows get
  Scratch(String prefix) {
    this.prefix = prefix;
  }

  /// What a flow has.
  ///
  /// @param id that no other flow has
  record Place(String id, Path directory) {
    /// Where its steps print to.
    Path output() {
      return directory.resolve(OUTPUT);
    }
  }

  /// Finds or makes a place.
  Place take() throws IOException {
    var directory = free.poll();
    while (directory != null && !Files.isDirectory(directory.resolve(OUTPUT))) {
      directory = free.poll(); // systems clear their directory for temporary files from time to
                               // time
    }
    if (directory == null) {
      directory = Files.createTempDirectory(prefix);
      Files.createDirectory(directory.resolve(OUTPUT));
    }
    return new Place("%s-%d".formatted(directory.getFileName(), flows.incrementAndGet()),
        directory);
  }

  /// Takes back a place of which nothing is used any more.
  void giveBack(Place place) {
    try (var files = Files.newDirectoryStream(place.output())) {
      for (var file : files) {
        if (Files.size(file) > 0) {
          Files.delete(file);
        }
      }
      free.push(place.directory());
    } catch (IOException e) {
      FileUtils.deleteQuietly(place.directory().toFile()); // the next flow gets another
    }
  }

  /// Deletes them all.
  @Override
  public void close() {
    for (var directory = free.poll(); directory != null; directory = free.poll()) {
      FileUtils.deleteQuietly(directory.toFile());
    }
  }
}
