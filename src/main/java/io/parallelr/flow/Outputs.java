package io.parallelr.flow;

import io.parallelr.task.Output;

/// Gives access to what tasks printed.
public interface Outputs {
  /// What one printed to a stream.
  Printed of(Output output);

  /// Called when nobody will ask for it any more.
  void forget(Printed printed);
}
