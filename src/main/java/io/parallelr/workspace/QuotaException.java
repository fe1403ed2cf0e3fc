package io.parallelr.workspace;

import java.io.IOException;
import java.io.Serial;

/// A workspace would become too large. Its message is for the user.
public final class QuotaException extends IOException {
  @Serial
  private static final long serialVersionUID = 1;

  public QuotaException(long quota) {
    super("the workspace may have %,d bytes at most".formatted(quota));
  }
}
