package io.parallelr.flows;

import java.io.IOException;

/// Opens engines; found as a service. Not meant for users.
public interface FlowEngine {
  /// Opens one.
  ///
  /// @throws IOException as [Flows#open(Flows.Settings)]
  Flows open(Flows.Settings settings) throws IOException;
}
