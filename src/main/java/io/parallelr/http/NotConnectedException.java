package io.parallelr.http;

import java.io.IOException;
import java.io.Serial;

/// Nothing listens at the address that a [Client] connects to.
public final class NotConnectedException extends IOException {
  @Serial
  private static final long serialVersionUID = 1;

  NotConnectedException(Client.Server server, String reason, Throwable cause) {
    super("cannot connect to %s: %s".formatted(server, reason), cause);
  }
}
