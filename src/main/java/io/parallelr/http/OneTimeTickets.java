package io.parallelr.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Texts that cannot be guessed, each of which stands for something once and for a short time. For
/// any threads.
///
/// @param <T> what they stand for
final class OneTimeTickets<T> {
  private static final int BYTES = 24;

  private final Duration validity;
  private final int most;
  private final SecureRandom random;
  private final LongSupplier nanos;
  private final Map<String, Ticket<T>> tickets = new LinkedHashMap<>(); // guarded by this

  private record Ticket<T>(T value, long issued) {}

  /// @param validity how long each is valid
  /// @param most how many there are at once: the oldest makes room
  /// @param nanos measures time
  OneTimeTickets(Duration validity, int most, SecureRandom random, LongSupplier nanos) {
    this.validity = validity;
    this.most = most;
    this.random = random;
    this.nanos = nanos;
  }

  synchronized String issue(T value) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    tickets.values().removeIf(ticket -> !isValid(ticket));
    if (tickets.size() >= most) {
      tickets.remove(tickets.keySet().iterator().next());
    }
    tickets.put(text, new Ticket<>(value, nanos.getAsLong()));
    return text;
  }

  private boolean isValid(Ticket<T> ticket) {
    return nanos.getAsLong() - ticket.issued() < validity.toNanos();
  }

  /// Takes one in: empty if it was not issued, was used, or is too old.
  synchronized Optional<T> take(String text) {
    return Optional.ofNullable(tickets.remove(text)).filter(this::isValid).map(Ticket::value);
  }
}
