package io.parallelr.queue;

import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Why something could not be done with a file, in words.
final class Reasons {
  private Reasons() {}

  /// The reason alone, where the file is named beside it.
  static String of(IOException e) {
    return switch (e) {
      case AtomicMoveNotSupportedException _ -> "it lies on another file system";
      case NoSuchFileException _ -> "it is gone";
      case DirectoryNotEmptyException _ -> "a directory that is not empty is in the way";
      case FileAlreadyExistsException _ -> "a file of that name is in the way";
      default -> Reason.of(e);
    };
  }

  /// What is wrong with a queue that cannot be served, with the path that it is about.
  static String of(QueueDirectory queue, IOException e) {
    if (!Files.isDirectory(queue.path())) {
      return "the directory is gone: it was removed or renamed";
    }
    return e instanceof FileSystemException f && f.getFile() != null
        ? "%s: %s".formatted(paths(f.getFile(), f.getOtherFile()), of(e))
        : of(e);
  }

  private static String paths(String file, @Nullable String other) {
    var from = shown(file);
    var to = other == null ? from : shown(other);
    return to.equals(from) ? from : from + " -> " + to;
  }

  /// For a file of our own, the directory that it was to be in.
  private static String shown(String file) {
    var path = Path.of(file);
    return Probe.isOne(path) ? String.valueOf(path.getParent()) : file;
  }
}
