package io.parallelr.top;

import io.parallelr.daemon.ControlRequest;

/// What a key asks for that the view cannot do itself.
sealed interface Command {
  /// To end the view.
  record Quit(int status) implements Command {}

  /// To stop this process until it is continued.
  record Suspend() implements Command {}

  /// To draw all again, as something else may have drawn there.
  record Redraw() implements Command {}

  /// To ask a run for something.
  record Ask(String run, ControlRequest request) implements Command {}

  /// To have a run start no more tasks.
  record Drain(String run) implements Command {}

  /// To end a task.
  record Cancel(String run, TaskRow task) implements Command {}
}
