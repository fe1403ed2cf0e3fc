package io.parallelr.flowrun;

/// Something that ends tasker before or instead of its flow; the message is for the user.
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
