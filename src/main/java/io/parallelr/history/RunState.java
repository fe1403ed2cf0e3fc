package io.parallelr.history;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What has become of a run.
public enum RunState {
  /// Its supervisor lives.
  RUNNING,
  /// All tasks succeeded.
  SUCCEEDED,
  /// It ended by itself, and some task did not succeed.
  FAILED,
  /// It was drained, or a stop limit ended it.
  STOPPED,
  /// A signal ended it.
  INTERRUPTED,
  /// Its supervisor died: how far it came is in its journal.
  CUT_OFF;

  /// As it is written: `cut-off`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether there may be tasks that it did not come to, for another run to take up.
  public boolean isUnfinished() {
    return switch (this) {
      case RUNNING, STOPPED, INTERRUPTED, CUT_OFF -> true;
      case SUCCEEDED, FAILED -> false;
    };
  }

  /// The one with a word.
  public static Optional<RunState> of(String word) {
    return Stream.of(values()).filter(state -> state.word().equals(word)).findFirst();
  }

  /// All words.
  public static List<String> words() {
    return Stream.of(values()).map(RunState::word).toList();
  }

  /// That of a run which wrote down how it ended.
  static RunState ofEnd(String end, long exitStatus) {
    return switch (end) {
      case "drained", "stop-limit" -> exitStatus == 0 ? SUCCEEDED : STOPPED;
      case "interrupted" -> INTERRUPTED;
      default -> exitStatus == 0 ? SUCCEEDED : FAILED;
    };
  }
}
