package io.parallelr.http;

/// Answers a request. Runs on a virtual thread of the request's own and may block.
@FunctionalInterface
public interface Handler {
  /// Sends one response. An [HttpError] is shown to the client, another exception is logged and
  /// answered with status 500.
  void handle(Exchange exchange) throws Exception;
}
