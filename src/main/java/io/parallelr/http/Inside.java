package io.parallelr.http;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/// Opens what is inside a directory. Each name is looked up in the directory that was opened before
/// (openat(2)) and no link is followed: so nobody who may write inside can lead out, not even
/// between a check and the opening.
final class Inside {
  private static final Set<String> NO_NAMES = Set.of("", ".", "..");

  /// An open file, or a directory.
  sealed interface Found {
    record File(SeekableByteChannel channel, BasicFileAttributes attributes) implements Found {}

    record Directory() implements Found {}
  }

  private Inside() {}

  /// @param names from the directory to the file; none for the directory itself
  /// @throws NoSuchFileException if there is no such file, or one that is neither a regular file nor
  ///   a directory
  static Found open(Path directory, List<String> names) throws IOException {
    for (var name : names) {
      if (NO_NAMES.contains(name) || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
        throw new NoSuchFileException(name);
      }
    }
    try (var entries = Files.newDirectoryStream(directory)) {
      if (!(entries instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException(directory + ": files of this file system cannot be opened securely");
      }
      return names.isEmpty() ? new Found.Directory() : open(secure, names);
    }
  }

  private static Found open(SecureDirectoryStream<Path> directory, List<String> names)
      throws IOException {
    var name = Path.of(names.getFirst());
    var attributes = directory
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
    boolean isLast = names.size() == 1;
    if (attributes.isDirectory()) {
      if (isLast) {
        return new Found.Directory();
      }
      try (var next = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        return open(next, names.subList(1, names.size()));
      }
    }
    if (!isLast || !attributes.isRegularFile()) {
      throw new NoSuchFileException(name.toString()); // a pipe would also block who opens it
    }
    return new Found.File(
        directory.newByteChannel(
            name,
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)),
        attributes);
  }
}
