package io.parallelr.cli;

/// Something that the user can put right. Its message is all that is shown of it: a line or
/// several, each saying what is wrong, where, and what to do.
final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int exitStatus;

  UserError(int exitStatus, String message) {
    super(message);
    this.exitStatus = exitStatus;
  }

  UserError(int exitStatus, String message, Throwable cause) {
    super(message, cause);
    this.exitStatus = exitStatus;
  }

  int exitStatus() {
    return exitStatus;
  }
}
