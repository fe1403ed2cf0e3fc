package io.parallelr.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Tickets for pages whose requests cannot have a header, such as those for streams: each lets one
/// GET pass soon after it was issued, in place of a token. For any threads.
public final class Tickets {
  private static final Duration VALID = Duration.ofSeconds(30);
  private static final int BYTES = 24;
  private static final int MOST = 10_000;
  private static final String FIELD = "ticket";

  private final SecureRandom random;
  private final LongSupplier nanos;
  private final Map<String, Ticket> tickets = new LinkedHashMap<>();

  private record Ticket(Claims claims, long issued) {}

  /// None yet.
  ///
  /// @param nanos measures time
  public Tickets(SecureRandom random, LongSupplier nanos) {
    this.random = random;
    this.nanos = nanos;
  }

  /// Issues a ticket for who has passed a guard: answers with `{"ticket": TEXT}`.
  public Handler issuing() {
    return exchange -> {
      var ticket = issue(exchange.claims());
      exchange.setHeader("Cache-Control", "no-store");
      exchange.sendJson(200, json -> json.writeStringProperty(FIELD, ticket));
    };
  }

  private synchronized String issue(Claims claims) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    tickets.values().removeIf(ticket -> !isValid(ticket));
    if (tickets.size() >= MOST) {
      tickets.remove(tickets.keySet().iterator().next());
    }
    tickets.put(text, new Ticket(claims, nanos.getAsLong()));
    return text;
  }

  private boolean isValid(Ticket ticket) {
    return nanos.getAsLong() - ticket.issued() < VALID.toNanos();
  }

  private synchronized Optional<Claims> take(String text) {
    return Optional.ofNullable(tickets.remove(text)).filter(this::isValid).map(Ticket::claims);
  }

  /// Lets pass who has a ticket, and who another guard lets pass.
  public Guard or(Guard guard) {
    return exchange -> {
      var ticket =
          exchange.method().equals("GET") ? exchange.query(FIELD) : Optional.<String>empty();
      if (ticket.isPresent()) {
        exchange.claims(
            take(ticket.get())
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
