package io.parallelr.hook;

import java.time.Duration;

/// Why a hook was called in vain.
///
/// @param text says what went wrong; never has the whole URL, which may hold a secret
record HookProblem(String text, Patience patience) {

  /// For how long an event is tried that meets with a problem.
  enum Patience {
    /// Not at all: it is not an event.
    UNREADABLE,
    /// Not again: the receiver has said that it will never take it.
    NONE,
    /// A few times: another answer is unlikely.
    LITTLE,
    /// For a day: the receiver may come back.
    LONG;

    private static final int FEW = 5;
    private static final int SEVERAL = 10; // a later server has not tried what is old
    private static final Duration DAY = Duration.ofHours(24);

    /// Whether it is enough.
    ///
    /// @param attempts how many there were
    /// @param since how long ago the first one was
    boolean isOver(int attempts, Duration since) {
      return switch (this) {
        case UNREADABLE, NONE -> true;
        case LITTLE -> attempts >= FEW;
        case LONG -> attempts >= SEVERAL && since.compareTo(DAY) >= 0;
      };
    }
  }

  static HookProblem unreadable(String text) {
    return new HookProblem(text, Patience.UNREADABLE);
  }

  static HookProblem lasting(String text) {
    return new HookProblem(text, Patience.LITTLE);
  }

  static HookProblem passing(String text) {
    return new HookProblem(text, Patience.LONG);
  }
}
