package io.parallelr.engine;

import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Instant;
import java.util.List;

/// Told of what happens in a run, in order, on the thread that called
/// [Engine#run(Plan, RunListener)].
///
/// An exception from a listener ends the run: what runs is cancelled, and it is thrown on.
public interface RunListener {

  default void started(Task task, int slot, Instant when) {}

  /// An attempt has ended; another follows unless [TaskResult#isFinal()].
  default void finished(TaskResult result) {}

  /// Tells each of the listeners, in the order given.
  static RunListener all(List<RunListener> listeners) {
    return new RunListener() {
      @Override
      public void started(Task task, int slot, Instant when) {
        listeners.forEach(l -> l.started(task, slot, when));
      }

      @Override
      public void finished(TaskResult result) {
        listeners.forEach(l -> l.finished(result));
      }
    };
  }
}
