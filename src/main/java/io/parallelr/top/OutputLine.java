package io.parallelr.top;

/// A line that a task has printed, or that says what became of it.
///
/// @param text may hold anything but line breaks
record OutputLine(Kind kind, String text) {
  /// Where it comes from.
  enum Kind {
    STDOUT, STDERR,
    /// Said of the task.
    NOTE
  }
}
