package io.parallelr.rule;

import java.io.Serial;

/// An expression that cannot be parsed or evaluated. Its message is for the user.
public final class ExpressionException extends Exception {
  @Serial
  private static final long serialVersionUID = 1;

  public ExpressionException(String message) {
    super(message);
  }
}
