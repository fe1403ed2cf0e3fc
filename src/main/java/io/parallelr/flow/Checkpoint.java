package io.parallelr.flow;

import java.util.List;
import java.util.Map;

/// Is told how far a flow has come, so that another run can resume it.
public interface Checkpoint {

  /// The flow continues with a task. Called while the plan is locked: must not block.
  ///
  /// @param next the task
  /// @param changed results that were set since the last call
  /// @param superseded results that were replaced; what these tasks printed may be deleted once the
  ///   new state is kept
  void reached(int next, Map<Integer, StepResult> changed, List<StepResult> superseded);

  /// Keeps nothing: deletes at once what is superseded.
  static Checkpoint none(Outputs outputs) {
    return (_, _, superseded) -> superseded.forEach(result -> {
      outputs.forget(result.stdout());
      outputs.forget(result.stderr());
    });
  }
}
