package io.parallelr.flowfile;

/// A transition from a task.
///
/// @param from id of the task
/// @param label condition under which it is taken; empty for always
record Edge(int from, Target to, Kind kind, String label) {

  /// Where it leads.
  sealed interface Target {
    /// To a task.
    record ToTask(int id) implements Target {}

    /// Out of the flow.
    ///
    /// @param status how it ends, such as `return 3`
    record ToEnd(String status) implements Target {}
  }

  /// What it is for.
  enum Kind {
    /// The flow continues.
    NEXT,
    /// The flow continues after something went wrong.
    FAILURE,
    /// The same task is run again.
    REPEAT,
    /// The task is left out.
    SKIP,
    /// A block runs a subtask.
    SUBTASK
  }
}
