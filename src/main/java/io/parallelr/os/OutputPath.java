package io.parallelr.os;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/// Where something is written that a user has given a path for. Symbolic links are followed, and
/// stay as they are. A regular file is replaced as a whole; a device, a FIFO and what a process has
/// open is written to, and never replaced. Errors name the file.
///
/// Thread safe. What is at the path is looked at once.
///
/// @param path absolute, and not a link
public record OutputPath(Path path, Kind kind) {
  private static final Path PROCESSES = Path.of("/proc");
  private static final int MOST_LINKS = 40; // as in Linux
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int FIFO = 0010000;

  /// What is at the path.
  public enum Kind {
    /// A regular file, or no file yet: it is replaced as a whole.
    FILE,
    /// Cannot be written.
    DIRECTORY,
    /// Cannot be opened.
    SOCKET,
    /// Opening it waits for a reader.
    FIFO,
    /// A device or an open file.
    STREAM
  }

  /// Follows links.
  ///
  /// @throws FileSystemException naming what is wrong with the path, if its directory does not exist
  public static OutputPath of(Path given) throws IOException {
    var path = given.toAbsolutePath();
    if (Files.isDirectory(path)) {
      return new OutputPath(path, Kind.DIRECTORY); // also one without a name, as `/` and `..`
    }
    for (int links = 0; links <= MOST_LINKS; links++) {
      var directory = directoryOf(path);
      path = directory.resolve(Objects.requireNonNull(path.getFileName()));
      if (isOfDescriptors(directory)) {
        var kind = kind(path);
        return new OutputPath(path, kind == Kind.FILE ? Kind.STREAM : kind);
      }
      if (!Files.isSymbolicLink(path)) {
        boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        return new OutputPath(path, isThere ? kind(path) : Kind.FILE);
      }
      path = directory.resolve(Files.readSymbolicLink(path));
    }
    throw new FileSystemLoopException(given.toString());
  }

  private static Path directoryOf(Path path) throws IOException {
    var parent = Objects.requireNonNull(path.getParent());
    if (!Files.isDirectory(parent)) {
      var what = Files.exists(parent)
          ? "%s is not a directory"
          : Files.notExists(parent)
              ? "the directory %s does not exist"
              : "%s cannot be reached: permission denied";
      throw new FileSystemException(
          NativeText.of(path), null, what.formatted(NativeText.of(parent)));
    }
    return parent.toRealPath();
  }

  /// Whether the links in a directory are the open files of a process, to which
  /// `/dev/stdout` leads.
  private static boolean isOfDescriptors(Path directory) {
    return directory.startsWith(PROCESSES) && directory.endsWith("fd");
  }

  private static Kind kind(Path path) throws IOException {
    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.isRegularFile()) {
      return Kind.FILE;
    }
    if (attributes.isDirectory()) {
      return Kind.DIRECTORY;
    }
    return switch ((Integer) Files.getAttribute(path, "unix:mode") & TYPE) {
      case SOCKET -> Kind.SOCKET;
      case FIFO -> Kind.FIFO;
      default -> Kind.STREAM;
    };
  }

  /// Looks whether it can be written, before much is done for it.
  ///
  /// @throws IOException saying why it cannot
  public void check() throws IOException {
    switch (kind) {
      case DIRECTORY -> throw new FileSystemException(
          NativeText.of(path), null, "is a directory; give the name of a file");
      case SOCKET -> throw new FileSystemException(
          NativeText.of(path), null, "is a socket, which cannot be opened as a file");
      case FIFO, STREAM -> {
        if (!Files.isWritable(path)) {
          throw new AccessDeniedException(NativeText.of(path));
        }
      }
      case FILE -> AtomicFile.tryDraft(path);
    }
  }

  /// Writes it. A file is then safe from a loss of power.
  ///
  /// @param access to a regular file
  /// @throws IOException if it cannot be written; what was in a regular file is then still there
  public void write(AtomicFile.Access access, AtomicFile.Content content) throws IOException {
    if (kind == Kind.FILE) {
      AtomicFile.write(path, access, content);
    } else {
      stream(content);
    }
  }

  /// As [#write], but a loss of power may lose or empty the file.
  public void writeUnsynced(AtomicFile.Access access, AtomicFile.Content content)
      throws IOException {
    if (kind == Kind.FILE) {
      AtomicFile.writeUnsynced(path, access, content);
    } else {
      stream(content);
    }
  }

  /// Appends, as others may write to an open file too.
  private void stream(AtomicFile.Content content) throws IOException {
    check();
    try (var out = new NamedErrors(new FileOutputStream(NativeText.file(path), true), path)) {
      content.writeTo(out);
    }
  }
}
