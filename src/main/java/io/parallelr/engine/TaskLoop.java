package io.parallelr.engine;

import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// What each thread of a run does: takes a task, runs it, reports its end and takes the next one.
/// Takes the lock of the run between two tasks, and never holds it while the backend or the listener
/// is called. For any threads.
final class TaskLoop implements Runnable {
  private final RunState state;
  private final Backend backend;
  private final RunListener listener;
  private final InstantSource clock;
  private final Conditions conditions;

  TaskLoop(
      RunState state,
      Backend backend,
      RunListener listener,
      InstantSource clock,
      Conditions conditions) {
    this.state = state;
    this.backend = backend;
    this.listener = listener;
    this.clock = clock;
    this.conditions = conditions;
  }

  @Override
  public void run() {
    try {
      var next = state.withLock(() -> state.take(conditions.time(), false));
      while (next.isPresent()) {
        next = attempt(next.get());
      }
    } catch (Throwable e) {
      state.broken(e); // a bug of this package, or no more memory
    } finally {
      state.locked(state::left);
    }
  }

  /// Tries to run a task; returns what to do next.
  private Optional<Running> attempt(Running task) {
    return switch (task.on(backend, clock, conditions, () -> begins(task), state::broken)) {
      case Running.Tried.Over(var result) -> {
        guarded(() -> listener.finished(result));
        yield state.withLock(() -> {
          state.ended(task, result);
          return state.take(conditions.time(), true);
        });
      }
      case Running.Tried.Refused(var reason) -> state.withLock(() -> {
        state.refused(task, reason);
        return state.take(conditions.time(), false);
      });
    };
  }

  private void begins(Running task) {
    if (!task.placed().isReported()) {
      guarded(() -> {
        var began = clock.instant().minus(backend.age(task.task()));
        listener.started(task.task(), task.slot(), began);
      });
    }
  }

  /// Reports a task as cancelled that was taken out before it had started.
  void withdrawn(Task task) {
    var result = new TaskResult(
        task.unplaced(),
        0,
        clock.instant(),
        conditions.ticker().nanos(),
        Duration.ZERO,
        0,
        new Outcome.Cancelled(true),
        Output.NONE,
        Output.NONE,
        Usage.NONE);
    guarded(() -> listener.finished(result));
    state.locked(() -> state.withdrawn(result));
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      state.broken(e);
    }
  }
}
