package io.parallelr.handover;

import java.nio.file.Path;
import java.time.Duration;

/// What the two servers say to each other, in this order:
///
/// - [#REPLACE]: the new one asks for the place of the old one;
/// - [#SOCKETS] with an address on each further line, and the descriptors in the same order; or
///   [#REFUSED] and the reason;
/// - [#PREPARED]: the new one could use its addresses, and the old one lets its clients go;
/// - [#DRAINED]: no client is left, and those that come wait;
/// - [#GO]: the new one is still there. The old one lets go of the jobs and ends its process, which
///   closes the connection.
///
/// Until the last of these the old one goes on serving if the connection breaks.
final class Protocol {
  static final String REPLACE = "replace 1";
  static final String SOCKETS = "sockets";
  static final String REFUSED = "refused ";
  static final String PREPARED = "prepared";
  static final String DRAINED = "drained";
  static final String GO = "go";

  /// How long the new server waits for each answer of the old one.
  static final Duration ANSWER = Duration.ofSeconds(30);
  /// How long the old server waits for each answer of the new one.
  static final Duration REPLY = Duration.ofSeconds(10);
  /// How long requests may take that are being answered.
  static final Duration REQUESTS = Duration.ofSeconds(10);

  private Protocol() {}

  /// Where the old server listens for the new one.
  static Path place(Path data) {
    return data.resolve("handover");
  }
}
