package io.parallelr.flowfile;

/// A value that does not fit its key.
public final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1;

  private final String key;
  private final String reason;

  /// @param reason what is wrong, naming the key
  public InvalidValueException(String key, String reason) {
    super(reason);
    this.key = key;
    this.reason = reason;
  }

  public String key() {
    return key;
  }

  public String reason() {
    return reason;
  }
}
