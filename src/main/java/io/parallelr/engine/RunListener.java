package io.parallelr.engine;

import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Instant;
import java.util.List;

/// Notified of what happens in a run.
///
/// - **Concurrently**: each slot reports its own tasks, on its own thread. Its state must be safe
///   for that.
/// - **In order for each task**: its start, its end, then the start of its next attempt. Those of
///   different tasks come in any order; the end of an attempt is reported before anything is started
///   that depends on it.
/// - **Outside the engine's lock**: a listener may take its time, and holds up its own slot alone.
///   It may call the engine, but must not wait for another task.
/// - **Never interrupted**: what cancels a task does not reach the listeners of its end.
///
/// An exception in a listener ends the run: what runs is cancelled, and the exception is rethrown.
/// Listeners after it are not notified of that event.
public interface RunListener {

  /// An attempt has a slot, and all else that it needs to begin. It is reported once, though the
  /// start may be tried several times.
  ///
  /// @param when just now; for a task that is taken over, when it was started
  default void started(Task task, int slot, Instant when) {}

  /// An attempt has ended; another follows unless [TaskResult#isFinal()].
  default void finished(TaskResult result) {}

  /// Notifies each of the listeners, in the order given.
  static RunListener all(List<RunListener> listeners) {
    return new RunListener() {
      @Override
      public void started(Task task, int slot, Instant when) {
        for (var listener : listeners) {
          listener.started(task, slot, when);
        }
      }

      @Override
      public void finished(TaskResult result) {
        for (var listener : listeners) {
          listener.finished(result);
        }
      }
    };
  }
}
