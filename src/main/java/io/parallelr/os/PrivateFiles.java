package io.parallelr.os;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files and directories that are this user's alone, regardless of the umask: whoever can write
/// into them can have commands run, and whoever can read them sees what those print.
public final class PrivateFiles {
  private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final int LARGEST = 32 << 20; // more than a command line may have, escaped

  private PrivateFiles() {}

  /// For the making of a file by other means: readable and writable by its owner alone.
  public static FileAttribute<Set<PosixFilePermission>> ofOwner() {
    return PosixFilePermissions.asFileAttribute(FILE);
  }

  /// Makes a directory, and those above it only if they are missing, with as few calls as can be.
  ///
  /// @return whether it was made; else it was there
  /// @throws IOException if it cannot be created
  public static boolean createDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      makeDirectory(directory);
      return true;
    }
  }

  /// Makes a directory, and those above it that are missing, the latter with the permissions that
  /// the umask leaves. One that is there is taken as it is.
  ///
  /// @throws IOException if it cannot be created, or is another user's
  public static void makeDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      var parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try {
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
        widen(directory, DIRECTORY);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(directory)) {
          throw new NotDirectoryException(directory.toString());
        } // another process was quicker
      }
    }
    requireOurs(directory);
  }

  /// Makes an empty file, or takes the one that is there from all others.
  ///
  /// @throws IOException if it cannot be created, or is another user's
  public static void makeFile(Path file) throws IOException {
    try {
      Files.createFile(file, ofOwner());
      widen(file, FILE);
    } catch (FileAlreadyExistsException e) {
      requireRegular(file);
      requireOurs(file);
      tightenIfPossible(file);
    }
  }

  /// The same as [#tighten(Path)] where the file system has permissions that can be changed.
  public static void tightenIfPossible(Path file) {
    try {
      tighten(file);
    } catch (IOException | UnsupportedOperationException e) {
      log.debug("{} stays open to others: {}", file, e.toString());
    }
  }

  /// The umask may have taken rights from the owner, too.
  private static void widen(Path file, Set<PosixFilePermission> wanted) throws IOException {
    if (!Files.getPosixFilePermissions(file).containsAll(wanted)) {
      Files.setPosixFilePermissions(file, wanted);
    }
  }

  /// Takes all rights from all but the owner.
  ///
  /// @throws IOException if that cannot be done
  public static void tighten(Path file) throws IOException {
    var now = Files.getPosixFilePermissions(file);
    var kept = EnumSet.copyOf(DIRECTORY);
    kept.retainAll(now);
    if (!kept.equals(now)) {
      Files.setPosixFilePermissions(file, kept);
    }
  }

  /// Whether anybody at all may write into it.
  public static boolean isWritableByAll(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
  }

  /// Makes sure that a file is this user's; where it is a symbolic link to a directory, that
  /// directory.
  ///
  /// @throws IOException saying whose it is
  public static void requireOurs(Path file) throws IOException {
    var ours = User.current();
    var owner = Files.isDirectory(file) ? User.ownerOfTarget(file) : User.ownerOf(file);
    if (owner.id() != ours.id()) {
      throw new ForeignFileException(file, owner, ours);
    }
  }

  /// Why a file or directory cannot be relied on; empty if it is this user's.
  public static Optional<IOException> objection(Path file) {
    try {
      requireOurs(file);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  /// Reads a small file of this user's: no pipe, no link, not endless.
  ///
  /// @throws IOException if it is anything else, or cannot be read
  public static String read(Path file) throws IOException {
    requireRegular(file);
    requireOurs(file);
    if (Files.size(file) > LARGEST) {
      throw new FileSystemException(file.toString(), null,
          "larger than any file that parallelr writes");
    }
    return Files.readString(file);
  }

  private static void requireRegular(Path file) throws IOException {
    var attributes = Files.readAttributes(
        file,
        java.nio.file.attribute.BasicFileAttributes.class,
        LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
  }

  /// Makes sure that a path, if there is anything, is a directory of this user's.
  ///
  /// @throws IOException saying what it is
  public static void requireOurDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    requireOurs(directory);
  }
}
