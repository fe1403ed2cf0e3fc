package io.parallelr.local;

/// What tasks may use of the machine.
///
/// @param memory in bytes for a task and its descendants; 0 for any amount
public record TaskLimits(long memory, OutputLimit output, Placement placement) {
  public static final TaskLimits NONE = ofMemory(0);

  /// No limit but that of memory.
  ///
  /// @param memory in bytes for a task and its descendants; 0 for any amount
  public static TaskLimits ofMemory(long memory) {
    return new TaskLimits(memory, OutputLimit.NONE, Placement.NONE);
  }
}
