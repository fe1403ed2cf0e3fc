package io.parallelr.engine;

/// Why a run is over.
public sealed interface RunEnd {

  /// The plan had nothing more to give.
  record Completed() implements RunEnd {}

  /// It was asked to start nothing more, and what ran has ended.
  record Drained() implements RunEnd {}

  /// It was asked to stop, and what ran was cancelled.
  record Interrupted() implements RunEnd {}

  /// The stop policy ended it.
  ///
  /// @param reason what was exceeded, as a sentence without its full stop
  record LimitReached(String reason) implements RunEnd {}
}
