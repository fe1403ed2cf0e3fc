package io.parallelr.serve;

import io.parallelr.job.StepId;
import io.parallelr.local.InProcessTask;
import java.util.Optional;

/// The code of this process that steps run, [io.parallelr.job.Work.Inside]. For any threads.
@FunctionalInterface
public interface InsideCode {
  /// There is none.
  InsideCode NONE = (_, _, _) -> Optional.empty();

  /// The code of a name, for one attempt at a step.
  ///
  /// @return empty if there is none of that name
  Optional<InProcessTask> find(String name, StepId step, int attempt);
}
