package io.parallelr.workspace;

import io.parallelr.os.FileName;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/// The workspaces of all jobs, each a directory of its own. For any threads.
public final class Workspaces {
  /// The name of the directory of all, in the data of a server.
  public static final String DIRECTORY = "workspace";

  private final Path root;
  private final long quota;
  private final WriteCounts counts = new WriteCounts();

  /// Workspaces in a directory.
  ///
  /// @param root absolute; made if it is missing
  /// @param quota how many bytes uploads may make of each workspace; [Long#MAX_VALUE] for no limit
  public Workspaces(Path root, long quota) {
    this.root = root;
    this.quota = quota;
  }

  /// The workspace of a name, whether it exists or not.
  ///
  /// @param name any text; it becomes one component of a path
  public Workspace of(String name) {
    return new Workspace(directory(name), quota, counts);
  }

  /// Where the workspace of a name is.
  public Path directory(String name) {
    // names begin with no dot, as what is beside the workspaces does, and are not empty
    return root.resolve(NativeText.path(name.isEmpty() ? "%" : FileName.encoded(name)));
  }

  /// Makes the workspace of a name, empty.
  public void create(String name) throws IOException {
    var directory = directory(name);
    try {
      Files.createDirectory(directory);
    } catch (NoSuchFileException e) {
      Files.createDirectories(
          root,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      delete(name);
      Files.createDirectory(directory);
    }
  }

  /// Deletes the workspace of a name, with all that is in it; it cannot be seen any more from the
  /// first moment.
  public void delete(String name) throws IOException {
    var hidden = root.resolve(".deleted-" + UUID.randomUUID());
    try {
      Files.move(directory(name), hidden, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    delete(hidden);
  }

  private static void delete(Path hidden) throws IOException {
    try (var opened = OpenDirectory.open(hidden)) {
      new TreeDeletion(opened).deleteAll();
    }
    Files.delete(hidden);
  }

  /// Deletes what was being deleted, or written, when an earlier server was killed.
  public void tidy() throws IOException {
    try (var all = Files.newDirectoryStream(root, ".*")) {
      for (var hidden : all) {
        delete(hidden);
      }
    } catch (NoSuchFileException e) {
      // there are none yet
    }
  }
}
