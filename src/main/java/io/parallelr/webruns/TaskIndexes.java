package io.parallelr.webruns;

import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskIndex;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The indexes of the runs that were looked at last, so that their journals are read once. For
/// any threads.
final class TaskIndexes {
  private static final int MOST_RUNS = 16;
  /// They take about thirty bytes each.
  private static final int MOST_TASKS = TaskIndex.MOST + TaskIndex.MOST / 5;

  private final Map<String, TaskIndex> indexes = new LinkedHashMap<>(16, 0.75f, true); // by this

  /// The index of a run, as its journal is now.
  TaskIndex of(RunDirectory run) throws IOException {
    TaskIndex index;
    synchronized (this) {
      index = indexes.computeIfAbsent(run.id(), _ -> new TaskIndex(run));
    }
    index.look();
    trim(run.id());
    return index;
  }

  private synchronized void trim(String used) {
    long tasks = indexes.values().stream().mapToLong(TaskIndex::last).sum();
    var eldest = indexes.entrySet().iterator();
    while (eldest.hasNext() && (indexes.size() > MOST_RUNS || tasks > MOST_TASKS)) {
      var entry = eldest.next();
      if (!entry.getKey().equals(used)) {
        tasks -= entry.getValue().last();
        eldest.remove();
      }
    }
  }
}
