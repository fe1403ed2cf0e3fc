package io.parallelr.config;

/// A value that a key may not have; the message goes after the name of the key, and says what it
/// may have.
public final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1;

  InvalidValueException(String message) {
    super(message);
  }
}
