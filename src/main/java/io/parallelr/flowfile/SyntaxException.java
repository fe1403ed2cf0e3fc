package io.parallelr.flowfile;

/// Text that cannot be parsed; the message says why.
final class SyntaxException extends Exception {
  private static final long serialVersionUID = 1;
  private final int offset;

  /// @param offset in the text, from 0
  SyntaxException(int offset, String message) {
    super(message);
    this.offset = offset;
  }

  int offset() {
    return offset;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
