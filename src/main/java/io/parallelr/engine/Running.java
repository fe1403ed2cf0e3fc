package io.parallelr.engine;

import io.parallelr.engine.Backend.Execution;
import io.parallelr.engine.Backend.Grant;
import io.parallelr.engine.Backend.ShortageException;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/// A task on its thread. An interrupt reaches it only while the backend has it, never
/// the listeners.
final class Running {
  private final Placed placed;
  private final Thread thread;
  private boolean isInBackend; // guarded by this, as is the other
  private boolean isCancelled;
  private boolean isRequested; // before the run was stopped

  Running(Placed placed, Thread thread) {
    this.placed = placed;
    this.thread = thread;
    this.isCancelled = placed.isCancelled();
    this.isRequested = placed.fate() == Placed.Fate.WITHDRAW;
  }

  /// The result of a try.
  sealed interface Tried {
    /// It ran, or never will.
    record Over(TaskResult result) implements Tried {}

    /// It could not be started for now.
    record Refused(ShortageException reason) implements Tried {}
  }

  Placed placed() {
    return placed;
  }

  Task task() {
    return placed.task();
  }

  int slot() {
    return placed.slot();
  }

  Thread thread() {
    return thread;
  }

  /// Cancels it; once more ends its grace.
  synchronized void cancel() {
    isCancelled = true;
    if (isInBackend) {
      thread.interrupt();
    }
  }

  /// The same, as somebody asked for the end of this task.
  synchronized void withdraw() {
    isRequested |= !isCancelled;
    cancel();
  }

  /// As it is to be tried again; if it was cancelled, only to be reported so.
  synchronized Placed again(Placed next) {
    return isCancelled ? next.asCancelled(isRequested) : next;
  }

  private synchronized Outcome ended(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Cancelled _ when isRequested -> new Outcome.Cancelled(true);
      case Outcome.StillRuns(Outcome.Cancelled _, var who) when isRequested ->
        new Outcome.StillRuns(new Outcome.Cancelled(true), who);
      default -> outcome;
    };
  }

  /// Runs it, unless it was cancelled before. Blocks.
  ///
  /// @param onStart called when it is about to begin, or is known not to
  /// @param onFailure called with what ends the run
  Tried on(
      Backend backend,
      InstantSource clock,
      Conditions conditions,
      Runnable onStart,
      Consumer<Throwable> onFailure) {
    try (var _ = admit(backend, onFailure)) {
      onStart.run();
      return begin(backend, clock, conditions, onFailure);
    }
  }

  /// Waits until it may begin. One that is cancelled meanwhile, as all are after a failure, is
  /// not begun.
  private Grant admit(Backend backend, Consumer<Throwable> onFailure) {
    try {
      return enter() ? backend.admit(task()) : Grant.NONE;
    } catch (InterruptedException e) {
      return Grant.NONE;
    } catch (Throwable e) {
      onFailure.accept(e);
      return Grant.NONE;
    } finally {
      leave();
    }
  }

  private Tried begin(
      Backend backend,
      InstantSource clock,
      Conditions conditions,
      Consumer<Throwable> onFailure) {
    var started = clock.instant();
    long begin = conditions.ticker().nanos();
    Execution execution;
    try {
      execution = enter()
          ? backend.run(task(), slot())
          : Execution.of(new Outcome.Cancelled());
    } catch (ShortageException e) {
      if (placed.waited(conditions.time().nanos()).compareTo(e.patience()) < 0) {
        return new Tried.Refused(e);
      }
      execution = Execution.of(new Outcome.NotStarted(e.reason()));
    } catch (UncheckedIOException e) {
      onFailure.accept(e);
      execution = Execution.of(new Outcome.Cancelled());
    } catch (Throwable e) {
      onFailure.accept(e);
      execution = Execution.of(new Outcome.Lost(e.toString()));
    } finally {
      leave();
    }
    var took = Duration.ofNanos(conditions.ticker().nanos() - begin)
        .minus(execution.lead())
        .minus(execution.lag());
    return new Tried.Over(
        new TaskResult(
            task(),
            slot(),
            started.plus(execution.lead()),
            begin + execution.lead().toNanos(),
            took.isNegative() ? Duration.ZERO : took,
            execution.pid(),
            ended(execution.outcome()),
            execution.stdout(),
            execution.stderr(),
            execution.usage()));
  }

  private synchronized boolean enter() {
    isInBackend = !isCancelled;
    return isInBackend;
  }

  private synchronized void leave() {
    isInBackend = false;
    boolean _ = Thread.interrupted(); // it was meant for what is over
  }
}
