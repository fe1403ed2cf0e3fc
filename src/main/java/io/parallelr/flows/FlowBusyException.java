package io.parallelr.flows;

/// A flow runs as often as it may, and no further run may wait.
public final class FlowBusyException extends FlowException {
  private static final long serialVersionUID = 1;

  /// With a message for the user.
  public FlowBusyException(String message) {
    super(message);
  }
}
