package io.parallelr.batch;

/// Something in what the user asked for that cannot be; the message says what, where and what
/// to do.
public final class InputException extends Exception {
  private static final long serialVersionUID = 1;

  InputException(String message) {
    super(message);
  }

  InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
