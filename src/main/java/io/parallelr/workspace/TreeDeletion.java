package io.parallelr.workspace;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Deletes directories with all that is in them, however deep they go. Links are deleted, not
/// followed. For one thread.
final class TreeDeletion {
  /// Each level takes a file descriptor.
  private static final int DEEPEST = 64;

  private final OpenDirectory top;
  private final List<Path> moved = new ArrayList<>();

  /// @param top into which directories are moved that are too deep
  TreeDeletion(OpenDirectory top) {
    this.top = top;
  }

  /// Deletes all that is in the directory.
  void deleteAll() throws IOException {
    for (var name : names(top)) {
      delete(top, name, 0);
    }
    finish();
  }

  /// Deletes one name in a directory.
  void delete(OpenDirectory directory, Path name) throws IOException {
    delete(directory, name, 0);
    finish();
  }

  private void finish() throws IOException {
    while (!moved.isEmpty()) {
      delete(top, moved.removeLast(), 0);
    }
  }

  private void delete(OpenDirectory directory, Path name, int depth) throws IOException {
    if (!directory.attributes(name).isDirectory()) {
      directory.stream().deleteFile(name);
      return;
    }
    if (depth > DEEPEST) {
      var elsewhere = NativeText.path(".deleted-" + UUID.randomUUID());
      directory.stream().move(name, top.stream(), elsewhere);
      moved.add(elsewhere);
      return;
    }
    try (var child = directory.child(name)) {
      for (var below : names(child)) {
        try {
          delete(child, below, depth + 1);
        } catch (NoSuchFileException e) {
          // somebody else has deleted it
        }
      }
    } catch (NotDirectoryException e) {
      directory.stream().deleteFile(name);
      return;
    }
    directory.stream().deleteDirectory(name);
  }

  private static List<Path> names(OpenDirectory directory) {
    var names = new ArrayList<Path>();
    directory.stream().forEach(path -> names.add(path.getFileName()));
    return names;
  }
}
