package io.parallelr.os;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// A file that should be this user's is another's.
public final class ForeignFileException extends FileSystemException {
  private static final long serialVersionUID = 1;
  private final String owner;

  ForeignFileException(Path file, User owner, User ours) {
    super(
        file.toString(),
        null,
        "it belongs to %s, but parallelr runs as %s".formatted(owner.name(), ours.name()));
    this.owner = owner.name();
  }

  /// The name of the user whose it is.
  public String owner() {
    return owner;
  }
}
