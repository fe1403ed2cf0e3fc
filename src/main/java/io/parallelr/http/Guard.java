package io.parallelr.http;

/// Decides whether a request may reach its route.
@FunctionalInterface
public interface Guard {
  /// Lets everybody in.
  Guard NONE = _ -> {};

  /// Returns if the request may pass.
  ///
  /// @throws HttpError if it may not
  void check(Exchange exchange);

  /// Passes what both let pass; this one is asked first.
  default Guard and(Guard next) {
    return exchange -> {
      check(exchange);
      next.check(exchange);
    };
  }
}
