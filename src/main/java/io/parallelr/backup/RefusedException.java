package io.parallelr.backup;

import java.io.IOException;

/// Something cannot be done as it was asked for, and nothing was changed. The message is for the
/// user, as a sentence without its full stop.
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1;

  public RefusedException(String message) {
    super(message);
  }

  public RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
