package io.parallelr.flow;

import io.parallelr.task.Output;

/// Gives access to the outputs of tasks.
public interface Outputs {
  /// What a task has printed to one stream.
  Printed of(Output output);

  /// Called when an output is no longer needed.
  void forget(Printed printed);
}
