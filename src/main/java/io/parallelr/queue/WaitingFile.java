package io.parallelr.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A file in the queue, as it was when it was looked at. Small: tens of thousands are kept.
///
/// @param name its last name alone
/// @param modified when it was last written to, in nanoseconds since the epoch
/// @param arrived when it got its name here or was last written to, whichever was later
record WaitingFile(Path name, long bytes, long modified, long arrived, long inode) {

  /// Looks at a file; empty if it is not there or no regular file.
  ///
  /// @throws IOException if that cannot be determined
  static Optional<WaitingFile> look(Path file) throws IOException {
    try {
      Map<String, Object> a = Files.readAttributes(
          file,
          "unix:isRegularFile,size,lastModifiedTime,ctime,ino",
          LinkOption.NOFOLLOW_LINKS);
      return Boolean.TRUE.equals(a.get("isRegularFile"))
          ? Optional.of(
              new WaitingFile(
                  Names.last(file),
                  (Long) Objects.requireNonNull(a.get("size")),
                  nanos(a.get("lastModifiedTime")),
                  nanos(a.get("ctime")),
                  (Long) Objects.requireNonNull(a.get("ino"))))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static long nanos(@org.jspecify.annotations.Nullable Object time) {
    return ((FileTime) Objects.requireNonNull(time)).to(TimeUnit.NANOSECONDS);
  }

  /// Whether nothing was written to it between the two looks, wherever it lay.
  boolean isSame(WaitingFile other) {
    return bytes == other.bytes && modified == other.modified && inode == other.inode;
  }

  /// A number that another file, or this one after any change of it, hardly has.
  long fingerprint() {
    long mixed = name.hashCode();
    for (long part : new long[]{inode, modified, arrived, bytes}) {
      mixed = (mixed ^ part) * 0x9E3779B97F4A7C15L;
      mixed ^= mixed >>> 29;
    }
    return mixed;
  }
}
