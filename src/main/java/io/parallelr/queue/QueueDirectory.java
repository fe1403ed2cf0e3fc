package io.parallelr.queue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// A watched directory, and what is kept in it: `.parallelr/running/<run>/` has the files that are
/// taken, `.parallelr/done/` and `.parallelr/failed/` those that have ended.
///
/// @param path absolute
public record QueueDirectory(Path path) {
  private static final String OWN = ".parallelr";

  public Path running() {
    return path.resolve(OWN).resolve("running");
  }

  /// Where a run keeps what it has taken.
  public Path running(String runId) {
    return running().resolve(runId);
  }

  public Path done() {
    return path.resolve(OWN).resolve("done");
  }

  public Path failed() {
    return path.resolve(OWN).resolve("failed");
  }

  private Path redeliveries() {
    return path.resolve(OWN).resolve("redeliveries");
  }

  /// Makes all that is kept.
  ///
  /// @throws IOException if the directory cannot be written to
  public void create() throws IOException {
    for (var directory : new Path[]{running(), done(), failed(), redeliveries()}) {
      Files.createDirectories(directory);
    }
  }

  /// How many supervisors have died while they ran a file of this name.
  int redeliveries(String name) {
    try {
      return Integer.parseInt(Files.readString(redeliveries().resolve(name)).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  void setRedeliveries(String name, int count) throws IOException {
    Files.writeString(redeliveries().resolve(name), Integer.toString(count));
  }

  void forgetRedeliveries(String name) throws IOException {
    Files.deleteIfExists(redeliveries().resolve(name));
  }

  /// Moves a file into a directory, under another name if there is one of its name: nothing is ever
  /// overwritten.
  ///
  /// @return where it is now; empty if it was gone
  /// @throws IOException if it cannot be moved
  static Optional<Path> move(Path file, Path directory, String name) throws IOException {
    try {
      for (int i = 1;; i++) {
        var target = directory.resolve(i == 1 ? name : numbered(name, i));
        if (movedTo(file, target)) {
          return Optional.of(target);
        }
      }
    } catch (NoSuchFileException e) {
      if (Files.exists(file)) {
        throw e; // it is the directory that is missing
      }
      return Optional.empty();
    }
  }

  /// A second name for the file, then the first one away: rename(2) would overwrite.
  ///
  /// @return false if the target is there
  private static boolean movedTo(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) { // a file system without links
      if (Files.exists(target)) {
        return false;
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
    if (!Files.deleteIfExists(file)) {
      Files.deleteIfExists(target); // another has moved it in the meantime
      throw new NoSuchFileException(file.toString());
    }
    return true;
  }

  /// Before the extension, by which files are chosen.
  private static String numbered(String name, int number) {
    int dot = name.lastIndexOf('.');
    return dot <= 0
        ? name + '-' + number
        : name.substring(0, dot) + '-' + number + name.substring(dot);
  }
}
