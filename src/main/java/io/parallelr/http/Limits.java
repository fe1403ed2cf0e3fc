package io.parallelr.http;

import java.time.Duration;

/// What a client may ask of a [Listener].
///
/// @param headerBytes the size of a request's line and headers together
/// @param bodyBytes the size of a body, where the route does not say otherwise
/// @param patience how long the server waits for a slow client, all pauses within a request or
///   response together; a client that transfers much gets more, a second for each
///   [#BYTES_PER_SECOND]
/// @param idle how long a connection may transfer nothing at all
/// @param connections how many may be open; further ones wait to be accepted
/// @param webSockets how many may be open; further ones are refused
public record Limits(
    int headerBytes,
    long bodyBytes,
    Duration patience,
    Duration idle,
    int connections,
    int webSockets) {
  public static final Limits DEFAULT =
      new Limits(64 << 10, 1 << 20, Duration.ofSeconds(30), Duration.ofSeconds(60), 2_000, 500);
  static final int BYTES_PER_SECOND = 500;

  public Limits {
    if (headerBytes < 1 || bodyBytes < 0 || connections < 1 || webSockets < 0
        || !patience.isPositive()
        || !idle.isPositive()) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  /// With as many web sockets as by default.
  public Limits(
      int headerBytes,
      long bodyBytes,
      Duration patience,
      Duration idle,
      int connections) {
    this(headerBytes, bodyBytes, patience, idle, connections, DEFAULT.webSockets());
  }
}
