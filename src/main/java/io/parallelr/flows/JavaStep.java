package io.parallelr.flows;

/// A step in Java.
@FunctionalInterface
public interface JavaStep {
  /// Runs to its end; success is to return. An interrupt asks it to end, as the run is cancelled or
  /// its time is over. It may be called by several threads at once, for different runs; and again
  /// for the same run, if the process died meanwhile.
  ///
  /// @throws Exception if it has failed; the message is printed on its error stream
  void run(StepContext context) throws Exception;
}
