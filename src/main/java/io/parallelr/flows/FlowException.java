package io.parallelr.flows;

/// A flow is not defined, or not called, as it has to be. The message says what is wrong, one line
/// for each fault.
public class FlowException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// With a message for the user.
  public FlowException(String message) {
    super(message);
  }
}
