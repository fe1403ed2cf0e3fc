package io.parallelr.workspace;

import io.parallelr.os.NativeText;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/// A directory that is open, so that what is done in it is done in this one, whatever becomes of
/// the path by which it was found. For one thread.
final class OpenDirectory implements Closeable {
  private static final String STAGING = ".new";

  private final SecureDirectoryStream<Path> stream;

  private OpenDirectory(SecureDirectoryStream<Path> stream) {
    this.stream = stream;
  }

  /// Opens a directory by its whole path, of which all but the last component may be links.
  @SuppressWarnings("StreamResourceLeak") // it is closed with the result
  static OpenDirectory open(Path directory) throws IOException {
    if (Files.isSymbolicLink(directory)) {
      throw new NotDirectoryException(NativeText.of(directory));
    }
    return secure(Files.newDirectoryStream(directory));
  }

  private static OpenDirectory secure(java.nio.file.DirectoryStream<Path> stream)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new OpenDirectory(secure);
    }
    stream.close();
    throw new IOException("this system cannot open files below directories that are open");
  }

  /// Opens what a path leads to below this one, component by component; this one is closed then,
  /// also if that fails.
  OpenDirectory descend(RelativePath path) throws IOException {
    var at = this;
    for (var name : path.names()) {
      try (var before = at) {
        at = before.child(NativeText.path(name));
      }
    }
    return at;
  }

  /// Opens a directory in this one, which is not a link.
  OpenDirectory child(Path name) throws IOException {
    try {
      return secure(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      throw new NotDirectoryException(NativeText.of(name)); // ELOOP for a link
    }
  }

  SecureDirectoryStream<Path> stream() {
    return stream;
  }

  /// What a name in it is, without following it if it is a link.
  ///
  /// @throws NoSuchFileException if there is nothing
  PosixFileAttributes attributes(Path name) throws IOException {
    return stream
        .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /// Makes a directory in this one, unless there is one.
  ///
  /// The system's call for that is not to be had here; so it is made elsewhere and moved.
  ///
  /// @param workspace beside which there is place for that
  void makeChild(Path name, Path workspace) throws IOException {
    var staging = workspace.resolveSibling(STAGING);
    Files.createDirectories(
        staging,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var made = Files.createDirectory(staging.resolve(UUID.randomUUID().toString()));
    try (var from = open(staging)) {
      from.stream.move(made.getFileName(), stream, name);
    } catch (FileSystemException e) {
      Files.delete(made);
      if (!attributes(name).isDirectory()) {
        throw new FileAlreadyExistsException(NativeText.of(name));
      }
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
