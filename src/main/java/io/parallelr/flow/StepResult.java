package io.parallelr.flow;

/// What came of a task.
///
/// @param exit its exit code; 124 if it was killed at its time limit, -1 if it was skipped
/// @param success whether it counts as a success
public record StepResult(int exit, Printed stdout, Printed stderr, boolean success) {
  /// What a shell gives for a command that was killed at its time limit; timeout(1).
  static final int TIMED_OUT = 124;

  static StepResult of(int exit) {
    return new StepResult(exit, Printed.NOTHING, Printed.NOTHING, exit == 0);
  }

  Printed printed(Condition.Stream stream) {
    return stream == Condition.Stream.STDOUT ? stdout : stderr;
  }
}
