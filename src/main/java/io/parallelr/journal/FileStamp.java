package io.parallelr.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// What a file looks like from outside: another stamp means that it was changed.
///
/// @param modifiedMillis since the epoch
public record FileStamp(long bytes, long modifiedMillis) {

  /// Of a file as it is now; empty if it is not there.
  public static Optional<FileStamp> of(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new FileStamp(attributes.size(), attributes.lastModifiedTime().toMillis()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
