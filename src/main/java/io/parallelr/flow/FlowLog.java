package io.parallelr.flow;

/// Logs what a flow does.
public interface FlowLog {
  /// Logs a line for every reader.
  void info(String line);

  /// Logs a line that helps to find a mistake.
  void debug(String line);
}
