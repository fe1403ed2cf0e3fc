package io.parallelr.engine;

import io.parallelr.engine.Backend.ShortageException;
import io.parallelr.task.Task;
import java.time.Duration;

/// A task that has a slot, and is to be started in it.
///
/// @param tries how often it could not be started for want of something
/// @param since when it was tried first; [Stopwatch#nanos()]
/// @param due when it is to be tried again; as the former
/// @param fate what is to be done with it then
/// @param lacks why it could not be started, as a sentence without its full stop; empty if it was
///   not tried yet
record Placed(Task task, int slot, int tries, long since, long due, Fate fate, String lacks) {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int MOST_DOUBLINGS = 7; // 12.8 s

  /// What is to be done with it.
  enum Fate {
    /// Try it when it is due.
    TRY,
    /// Try it when it is due, or when another has ended, which may have had what this one lacks.
    TRY_EARLY,
    /// Do not try it: it was cancelled, as the run was stopped.
    CANCEL,
    /// Do not try it: it was cancelled by request.
    WITHDRAW
  }

  static Placed of(Task task, int slot, long now) {
    return new Placed(task, slot, 0, now, now, Fate.TRY, "");
  }

  /// Whether it was reported as started.
  boolean isReported() {
    return tries > 0;
  }

  /// After a try that came to nothing: each pause is twice as long as the one before.
  Placed postponed(long now, ShortageException reason) {
    long pause = FIRST_PAUSE.toNanos() << Math.min(tries, MOST_DOUBLINGS);
    return new Placed(
        task,
        slot,
        tries + 1,
        since,
        now + pause,
        reason.concernsAll() ? Fate.TRY_EARLY : Fate.TRY,
        reason.reason());
  }

  /// Whether it is not to be tried any more.
  boolean isCancelled() {
    return fate == Fate.CANCEL || fate == Fate.WITHDRAW;
  }

  /// Its turn is at once, to be reported as cancelled.
  Placed asCancelled(boolean byRequest) {
    return new Placed(
        task,
        slot,
        Math.max(1, tries),
        since,
        since,
        byRequest ? Fate.WITHDRAW : Fate.CANCEL,
        lacks);
  }

  /// For how long it was tried.
  Duration waited(long now) {
    return Duration.ofNanos(now - since);
  }
}
