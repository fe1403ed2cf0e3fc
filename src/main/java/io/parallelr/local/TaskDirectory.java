package io.parallelr.local;

import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where tasks run.
public sealed interface TaskDirectory {
  Logger log = LoggerFactory.getLogger(TaskDirectory.class);

  /// The directory for a task in a slot. One that is this product's own is made if missing.
  ///
  /// @throws IOException if it cannot be created
  Path directory(Task task, int slot) throws IOException;

  /// Removes empty directories.
  default void tidy() throws IOException {}

  private static Path made(Path directory) throws IOException {
    if (!NativeText.file(directory).isDirectory()) {
      PrivateFiles.makeDirectory(directory);
    }
    return directory;
  }

  /// A directory of the user's, for all.
  record Given(Path directory) implements TaskDirectory {
    @Override
    public Path directory(Task task, int slot) {
      return directory; // whether it exists was checked before, and is seen at each start
    }
  }

  /// The directory of each task's file.
  ///
  /// @param otherwise for tasks without one
  record OfTask(Path otherwise) implements TaskDirectory {
    @Override
    public Path directory(Task task, int slot) {
      return task.input().taskFile().map(Path::getParent).orElse(otherwise);
    }
  }

  /// One directory of this product's for all.
  record Shared(Path directory) implements TaskDirectory {
    @Override
    public Path directory(Task task, int slot) throws IOException {
      return made(directory);
    }
  }

  /// A directory for each slot.
  ///
  /// @param supervisor the number of this process, which distinguishes its directories from others
  record PerSlot(Path parent, long supervisor) implements TaskDirectory {
    @Override
    public Path directory(Task task, int slot) throws IOException {
      var directory = parent.resolve("pid%d_worker%d".formatted(supervisor, slot));
      return made(directory);
    }

    @Override
    public void tidy() throws IOException {
      if (!Files.isDirectory(parent)) {
        return; // no task was started
      }
      try (var mine = Files.newDirectoryStream(parent, "pid" + supervisor + "_worker*")) {
        for (var directory : mine) {
          try {
            Files.delete(directory);
          } catch (DirectoryNotEmptyException e) {
            log.debug("{} is kept: a task left something there", directory);
          }
        }
      }
    }
  }
}
