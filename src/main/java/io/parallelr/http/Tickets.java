package io.parallelr.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Tickets for pages whose requests cannot have a header, such as those for streams: each lets one
/// GET pass soon after it was issued, in place of a token. For any threads.
public final class Tickets {
  private static final Duration VALID = Duration.ofSeconds(30);
  private static final int MOST = 10_000;
  private static final String FIELD = "ticket";

  private final OneTimeTickets<TokenClaims> tickets;

  /// None yet.
  ///
  /// @param nanos measures time
  public Tickets(SecureRandom random, LongSupplier nanos) {
    tickets = new OneTimeTickets<>(VALID, MOST, random, nanos);
  }

  /// Issues a ticket for who has passed a guard: answers with `{"ticket": TEXT}`.
  public Handler issuing() {
    return exchange -> {
      var ticket = tickets.issue(exchange.claims());
      exchange.setHeader("Cache-Control", "no-store");
      exchange.sendJson(200, json -> json.writeStringProperty(FIELD, ticket));
    };
  }

  /// Lets pass who has a ticket, and who another guard lets pass.
  public Guard or(Guard guard) {
    return exchange -> {
      var ticket =
          exchange.method().equals("GET") ? exchange.query(FIELD) : Optional.<String>empty();
      if (ticket.isPresent()) {
        exchange.claims(
            tickets.take(ticket.get())
                .orElseThrow(
                    () -> HttpError.plain(
                        401,
                        "the ticket is not valid: it lets one request pass, within 30 s")));
      } else {
        guard.check(exchange);
      }
    };
  }
}
