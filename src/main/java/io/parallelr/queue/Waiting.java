package io.parallelr.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A file in the queue, as it was when it was looked at.
///
/// @param arrived when it got its name here or was last written to, whichever was later
public record Waiting(Path path, long bytes, FileTime modified, FileTime arrived, Object inode) {

  String name() {
    return String.valueOf(path.getFileName());
  }

  /// Looks at a file; empty if it is not there or no regular file.
  static Optional<Waiting> look(Path file) throws IOException {
    try {
      Map<String, Object> a = Files.readAttributes(
          file,
          "unix:isRegularFile,size,lastModifiedTime,ctime,ino",
          LinkOption.NOFOLLOW_LINKS);
      if (!Boolean.TRUE.equals(a.get("isRegularFile"))) {
        return Optional.empty();
      }
      return Optional.of(
          new Waiting(
              file,
              (Long) Objects.requireNonNull(a.get("size")),
              (FileTime) Objects.requireNonNull(a.get("lastModifiedTime")),
              (FileTime) Objects.requireNonNull(a.get("ctime")),
              Objects.requireNonNull(a.get("ino"))));
    } catch (java.nio.file.NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// Whether nothing was written to it between the two looks.
  boolean isSame(Waiting other) {
    return bytes == other.bytes && modified.equals(other.modified) && inode.equals(other.inode);
  }
}
