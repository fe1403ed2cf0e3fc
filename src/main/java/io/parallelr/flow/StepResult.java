package io.parallelr.flow;
import io.parallelr.flowfile.Condition;

/// The result of a task.
///
/// @param exit its exit code; 124 if it was killed at its time limit, -1 if it was skipped
/// @param success whether it counts as a success
/// @param unnoticed whether it failed, and nothing in the flow has handled that so far
public record StepResult(
    int exit,
    Printed stdout,
    Printed stderr,
    boolean success,
    boolean unnoticed) {
  /// The exit code of a command that was killed at its time limit, as timeout(1) gives it.
  static final int TIMED_OUT = 124;

  public StepResult(int exit, Printed stdout, Printed stderr, boolean success) {
    this(exit, stdout, stderr, success, false);
  }

  private static final int SKIPPED = -1;

  static StepResult of(int exit) {
    return new StepResult(exit, Printed.NOTHING, Printed.NOTHING, exit == 0);
  }

  /// The result of a task whose condition does not hold.
  static StepResult skipped() {
    return new StepResult(
        SKIPPED,
        Printed.NOTHING,
        new Printed.OfText("Task skipped due to condition"),
        false);
  }

  boolean isSkipped() {
    return exit == SKIPPED;
  }

  Printed printed(Condition.StandardStream stream) {
    return stream == Condition.StandardStream.STDOUT ? stdout : stderr;
  }

  /// The same result, noticed or not.
  StepResult unnoticed(boolean isUnnoticed) {
    return new StepResult(exit, stdout, stderr, success, isUnnoticed);
  }
}
