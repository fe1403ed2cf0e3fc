package io.parallelr.local;

import io.parallelr.os.ProcessTable;
import io.parallelr.task.Outcome;
import io.parallelr.task.Usage;
import java.time.Duration;
import java.util.Set;

/// A started process with its descendants. Used by the thread of its task, but for [#wake()].
interface Child {

  long pid();

  /// Waits until the process has ended, [#wake()] was called or the time is over, whichever is
  /// first.
  ///
  /// @return whether it has ended
  boolean awaitEnd(Duration time) throws InterruptedException;

  /// Makes a waiting [#awaitEnd(Duration)] return early, or the next one.
  void wake();

  /// The processes of the task that run now, itself included.
  Set<Integer> alive(ProcessTable table);

  /// Whether processes of the task may be left after the first has ended; cheap.
  boolean mayHaveLeftovers();

  /// Whether it is certain that no process is left which could still write into the task's files.
  /// Asked after [#mayHaveLeftovers()].
  boolean leftNothing();

  /// Sends a signal to each process of the task.
  ///
  /// @param sent records which of them have had it, so that they do not get it again
  void signalAll(int signal, SentSignals sent);

  /// Whether the kernel itself limits its memory, so that nobody else needs to.
  default boolean isLimited() {
    return false;
  }

  /// How the process ended; after this it is forgotten. Called once, when [#awaitEnd(Duration)] has
  /// said that it has ended.
  End end();

  /// How a process ended.
  record End(Outcome outcome, Usage usage) {}
}
