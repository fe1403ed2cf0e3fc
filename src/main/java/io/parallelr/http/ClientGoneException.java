package io.parallelr.http;

import java.io.IOException;
import java.io.Serial;

/// The client has closed the connection or was too slow. There is nobody left to answer.
public final class ClientGoneException extends IOException {
  @Serial
  private static final long serialVersionUID = 1;

  ClientGoneException(IOException cause) {
    super("the client is gone", cause);
  }
}
