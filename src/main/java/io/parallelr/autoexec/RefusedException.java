package io.parallelr.autoexec;

import java.io.Serial;

/// A request that cannot be fulfilled. Its message is for the client.
public final class RefusedException extends Exception {
  @Serial
  private static final long serialVersionUID = 1;
  private final Reply reply;

  public RefusedException(Reply reply, String message) {
    super(message);
    this.reply = reply;
  }

  /// The code of the answer.
  public Reply reply() {
    return reply;
  }
}
