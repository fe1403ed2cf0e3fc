package io.parallelr.flows;

/// Flows for a server, `parallelr serve`: found as a service in the jars of its directory
/// `plugins`, and called once at its start. Needs a constructor without parameters.
@FunctionalInterface
public interface FlowModule {
  /// Defines flows. What it throws keeps the server from starting, and from taking the place of
  /// another. Runs can be started and looked at when this has returned and the server has started.
  ///
  /// @param flows which the server starts and closes
  void define(Flows flows);
}
