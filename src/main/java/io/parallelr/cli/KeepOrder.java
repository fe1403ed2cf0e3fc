package io.parallelr.cli;

import io.parallelr.engine.RunListener;
import io.parallelr.task.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Passes on results in the order of tasks: those of later ones wait for those of earlier ones.
/// What waits is not in memory, but in files.
final class KeepOrder implements RunListener, AutoCloseable {
  private final RunListener listener;
  private final NavigableMap<Integer, List<TaskResult>> waiting = new TreeMap<>(); // guarded by
                                                                                   // this
  private int next = 1;

  KeepOrder(RunListener listener) {
    this.listener = listener;
  }

  @Override
  public synchronized void finished(TaskResult result) {
    waiting.computeIfAbsent(result.task().sequence(), _ -> new ArrayList<>()).add(result);
    for (var results = waiting.get(next); results != null && results.getLast().isFinal(); results =
        waiting.get(next)) {
      results.forEach(listener::finished);
      waiting.remove(next++);
    }
  }

  /// Passes on what waits for tasks that were never run.
  @Override
  public synchronized void close() {
    waiting.values().forEach(results -> results.forEach(listener::finished));
    waiting.clear();
  }
}
