package io.parallelr.flow;

/// Takes the lines that tell what a flow does.
public interface FlowLog {
  /// A line of interest to all.
  void info(String line);

  /// One for those who look for a mistake.
  void debug(String line);
}
