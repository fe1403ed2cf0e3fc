package io.parallelr.queue;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.FileCalls;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.IntPredicate;

/// A watched directory, and what is kept in it: `.parallelr/running/<run>/` has the files that are
/// taken, `.parallelr/done/` and `.parallelr/failed/` those that have ended.
///
/// @param path absolute
public record QueueDirectory(Path path) {
  private static final String OWN = ".parallelr";
  /// The longest name that file systems take, in bytes.
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_EXTENSION = 32;

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

  /// Whether those who serve it are several users, as its group may write to it and delete what
  /// others have put there.
  boolean isShared() throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode");
    return (mode & 0020) != 0 && (mode & 01000) == 0;
  }

  /// How many supervisors have died while they ran a file of this name.
  int redeliveries(Path name) {
    var file = redeliveries().resolve(name);
    if (!Files.exists(file)) {
      return 0;
    }
    try {
      return Integer.parseInt(Owner.readSmall(file).strip());
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException | NumberFormatException e) {
      return 1; // cut off when it was written: at least one has
    }
  }

  void setRedeliveries(Path name, int count) throws IOException {
    AtomicFile.write(redeliveries().resolve(name), Integer.toString(count));
  }

  void forgetRedeliveries(Path name) throws IOException {
    var file = redeliveries().resolve(name);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(file);
    }
  }

  /// Moves a file into a directory, under another name if there is one of its name: nothing is ever
  /// overwritten.
  ///
  /// @return where it is now; empty if it was gone
  /// @throws IOException if it cannot be moved
  static Optional<Path> move(Path file, Path directory, Path name) throws IOException {
    try {
      var target = directory.resolve(name);
      for (int number = 1; !movedTo(file, target); target =
          NativeText.resolve(directory, numbered(name, number))) {
        number = firstFree(n -> isTaken(directory, name, n), number + 1);
      }
      return Optional.of(target);
    } catch (NoSuchFileException e) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(directory.toString());
      }
      return Optional.empty();
    }
  }

  /// The first number that is free after one that is not, or one in a gap before. Found in as many
  /// looks as the number has digits to the base of two, twice: thousands of files may have the same
  /// name.
  ///
  /// @param from the first that may be free
  static int firstFree(IntPredicate isTaken, int from) {
    int taken = from - 1;
    int free = from;
    for (int step = 1; isTaken.test(free); step *= 2) {
      taken = free;
      free = taken + step;
    }
    while (free - taken > 1) {
      int middle = taken + (free - taken) / 2;
      if (isTaken.test(middle)) {
        taken = middle;
      } else {
        free = middle;
      }
    }
    return free;
  }

  private static boolean isTaken(Path directory, Path name, int number) {
    return Files.exists(NativeText.resolve(directory, numbered(name, number)),
        LinkOption.NOFOLLOW_LINKS);
  }

  /// In one step where the system can; else a second name for the file, then the first one away:
  /// rename(2) would overwrite.
  ///
  /// @return false if the target is there
  private static boolean movedTo(Path file, Path target) throws IOException {
    return switch (FileCalls.rename(file, target)) {
      case DONE -> true;
      case TAKEN -> false;
      case UNSUPPORTED -> linkedTo(file, target);
    };
  }

  private static boolean linkedTo(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) { // a file system without links
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
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

  /// Before the extension, by which files are chosen. A name that becomes too long loses characters
  /// before that.
  private static String numbered(Path path, int number) {
    var name = NativeText.of(path);
    int dot = name.lastIndexOf('.');
    boolean hasExtension = dot > 0 && name.length() - dot <= LONGEST_EXTENSION;
    var stem = hasExtension ? name.substring(0, dot) : name;
    var rest = '-' + Integer.toString(number) + (hasExtension ? name.substring(dot) : "");
    while (length(stem + rest) > LONGEST_NAME && stem.length() > 1) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return stem + rest;
  }

  private static int length(String name) {
    return NativeText.bytes(name).length;
  }
}
