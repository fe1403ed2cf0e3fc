package io.parallelr.autoexec;

import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import java.util.Optional;

/// The route of the web shell.
final class ShellRoutes {
  private static final String PATH = "/api/v1/pty";

  private final Optional<WebShells> shells;
  private final Envelope envelope;

  /// @param shells empty if there are to be none
  ShellRoutes(Optional<WebShells> shells, Envelope envelope) {
    this.shells = shells;
    this.envelope = envelope;
  }

  Routes routes(Guard guard) {
    return new Routes().guard(guard).errors(envelope.errors()).get(PATH, this::open);
  }

  private void open(Exchange exchange) {
    Rights.require(exchange, Rights.SHELL);
    var all = shells.orElseThrow(
        () -> new HttpError(404, "this server has no web shell; its operator can allow it"));
    exchange.header("Origin").ifPresent(origin -> {
      var host = exchange.header("Host").orElse("");
      if (!origin.equals("http://" + host) && !origin.equals("https://" + host)) {
        throw new HttpError(403, "a page of another site asks for a shell");
      }
    });
    exchange.webSocket(all::run);
  }
}
