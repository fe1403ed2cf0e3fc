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
  /// @param isSoon whether what ran has ended; else it was cancelled
  record LimitReached(String reason, boolean isSoon) implements RunEnd {}

  /// It has achieved what it was for, though not all was run.
  ///
  /// @param reason what was reached, as a sentence without its full stop
  /// @param isSoon whether what ran has ended; else it was cancelled
  /// @param isSuccess whether it has succeeded, whatever has failed
  record Enough(String reason, boolean isSoon, boolean isSuccess) implements RunEnd {}

  /// Whether what runs is cancelled.
  default boolean cancels() {
    return switch (this) {
      case Completed _,Drained _ -> false;
      case Interrupted _ -> true;
      case LimitReached(_, var isSoon) -> !isSoon;
      case Enough(_, var isSoon, _) -> !isSoon;
    };
  }
}
