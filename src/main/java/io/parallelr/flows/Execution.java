package io.parallelr.flows;

import java.util.concurrent.CompletionStage;

/// A step that works asynchronously, such as something that another system does.
@FunctionalInterface
public interface Execution {
  /// Starts it, and returns at once. It may be called by several threads at once, for different
  /// runs; and again for the same run, if the process died meanwhile.
  ///
  /// @return is completed when it has ended; exceptionally if it has failed. If the step is ended,
  /// its future is cancelled
  /// @throws Exception if it cannot be started, which is a failure of the step
  CompletionStage<?> run(StepContext context) throws Exception;
}
