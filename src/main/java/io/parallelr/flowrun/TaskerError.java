package io.parallelr.flowrun;

/// Ends tasker with a message for the user and an exit code.
public final class TaskerError extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int exitStatus;

  public TaskerError(int exitStatus, String message) {
    super(message);
    this.exitStatus = exitStatus;
  }

  public int exitStatus() {
    return exitStatus;
  }
}
