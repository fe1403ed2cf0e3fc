package io.parallelr.flow;

import java.util.Map;

/// Takes the lines that tell what a flow does.
public interface FlowLog {
  /// A line of interest to all.
  void info(String line);

  /// One for those who look for a mistake.
  void debug(String line);

  /// The flow goes on with a task, with these results so far.
  default void reached(int task, Map<Integer, StepResult> results) {}
}
