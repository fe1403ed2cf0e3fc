package io.parallelr.daemon;

import java.util.Optional;

/// A run as those see it who look at it, and ask it for something, from other processes. For
/// any threads.
public interface Controlled {
  /// What it is about.
  RunProgress.State state();

  /// How many tasks it has; empty if that shows only as they arrive.
  Optional<Long> tasks();

  /// Cancels the task of a number.
  ///
  /// @return false if it does not run
  boolean cancel(int sequence);

  /// How many tasks may run at once; empty if nobody may change that.
  default Optional<Integer> slots() {
    return Optional.empty();
  }

  /// Why it starts nothing though slots may be free; empty if that is not so.
  default Optional<String> waitsFor() {
    return Optional.empty();
  }

  /// Does what it is asked for.
  default ControlAnswer answer(ControlRequest request) {
    return ControlAnswer.refused(
        "'%s' is for batches; this is a server: see parallelr jobs".formatted(request.word()));
  }

  /// Called a few times a second.
  default void look() {}
}
