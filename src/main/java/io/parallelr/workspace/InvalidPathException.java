package io.parallelr.workspace;

import java.io.IOException;
import java.io.Serial;

/// A path that a workspace cannot have. Its message is for the user.
public final class InvalidPathException extends IOException {
  @Serial
  private static final long serialVersionUID = 1;

  public InvalidPathException(String message) {
    super(message);
  }
}
