package io.parallelr.engine;

import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Instant;
import java.util.List;

/// Told of what happens in a run.
///
/// - **Concurrently**: each slot tells of its own tasks, on its own thread. What a listener keeps
///   must be safe for that.
/// - **In order for each task**: its start, its end, then the start of its next attempt. Those of
///   different tasks come in any order; an attempt is told of as ended before anything is started
///   that depends on it.
/// - **Outside the engine's lock**: a listener may take its time, and holds up its own slot alone.
///   It may call the engine, but must not wait for another task.
/// - **Never interrupted**: what cancels a task does not reach the listeners of its end.
///
/// Whatever a listener throws ends the run: what runs is cancelled, and it is thrown on. Listeners
/// after it are not told of that event.
public interface RunListener {

  /// An attempt has a slot. It is told once, though the start may be tried several times.
  default void started(Task task, int slot, Instant when) {}

  /// An attempt has ended; another follows unless [TaskResult#isFinal()].
  default void finished(TaskResult result) {}

  /// Tells each of the listeners, in the order given.
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
