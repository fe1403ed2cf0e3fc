package io.parallelr.flow;

import java.util.List;
import java.util.Map;

/// Keeps the state of a flow, so that another run can resume it.
public interface Checkpoint {

  /// Called when the flow continues with a task. The plan is locked meanwhile: must not block.
  ///
  /// @param next the task
  /// @param changed results that were set since the last call
  /// @param superseded results that were replaced; their outputs may be deleted once the new state
  ///   is kept
  void reached(int next, Map<Integer, StepResult> changed, List<StepResult> superseded);

  /// A checkpoint that keeps nothing, and deletes superseded outputs at once.
  static Checkpoint none(Outputs outputs) {
    return (_, _, superseded) -> superseded.forEach(result -> {
      outputs.forget(result.stdout());
      outputs.forget(result.stderr());
    });
  }
}
