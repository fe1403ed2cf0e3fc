package io.parallelr.tasker;

/// Something that ends tasker before or instead of its flow; the message is for the user.
final class TaskerError extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int exitStatus;

  TaskerError(int exitStatus, String message) {
    super(message);
    this.exitStatus = exitStatus;
  }

  int exitStatus() {
    return exitStatus;
  }
}
