package io.parallelr.http;

/// Sees each request, such as for a log. Must not throw.
@FunctionalInterface
public interface RequestObserver {
  /// Sees nothing.
  RequestObserver NONE = _ -> () -> {};

  /// A request has come.
  ///
  /// @return what is to be run when it is answered, or cannot be
  Runnable begin(Exchange exchange);
}
