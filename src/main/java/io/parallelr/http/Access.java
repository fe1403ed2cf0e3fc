package io.parallelr.http;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/// By what a request was let in, for answers that go on for long.
///
/// @param session the token in the cookie of a browser, which can log out; empty for other clients
/// @param isValid whether it would be let in now; for any threads
record Access(Optional<String> session, BooleanSupplier isValid) {
  /// Of a route that needs no token, or of a client that is let in without an end.
  static final Access LASTING = new Access(Optional.empty(), () -> true);

  boolean isOf(String token) {
    return session.filter(token::equals).isPresent();
  }
}
