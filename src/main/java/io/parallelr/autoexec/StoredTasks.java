package io.parallelr.autoexec;

import io.parallelr.store.JobFilter;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tasks that are stored. One whose request cannot be read, such as that of a later version, is
/// left out of lists and refused alone; it can be ended and deleted. For any threads.
final class StoredTasks {
  private static final Logger log = LoggerFactory.getLogger(StoredTasks.class);

  /// How many are read together.
  static final int AT_ONCE = 500;

  private final JobStore store;
  private final TaskDecoder decoder;
  /// The ids of those whose problem is in the log.
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  StoredTasks(JobStore store, TaskDecoder decoder) {
    this.store = store;
    this.decoder = decoder;
  }

  /// The job of a task, which may be one that cannot be read.
  Optional<JobRow> row(String name) throws IOException {
    return jobs(Set.of(name), Long.MAX_VALUE, 1).stream().findFirst();
  }

  private List<JobRow> jobs(Set<String> names, long before, int limit) throws IOException {
    var all = JobFilter.ALL;
    return store.list(
        new JobFilter(
            Optional.of(Tasks.DIALECT), names, all.states(), all.verdicts(), all.user(),
            all.text(), all.since(), all.until(), before, limit));
  }

  /// The same, or the answer that there is none.
  JobRow requireRow(String name) throws RefusedException, IOException {
    var row = row(name);
    if (row.isEmpty()) {
      throw new RefusedException(Reply.NO_DATA, "task not found");
    }
    return row.get();
  }

  /// A task by its name.
  ///
  /// @throws RefusedException if it cannot be read
  Optional<TaskRow> find(String name) throws RefusedException, IOException {
    var row = row(name);
    return row.isPresent() ? Optional.of(task(row.get())) : Optional.empty();
  }

  /// The same, or the answer that there is none.
  TaskRow require(String name) throws RefusedException, IOException {
    return task(requireRow(name));
  }

  private TaskRow task(JobRow row) throws RefusedException {
    try {
      return new TaskRow(decoded(row.head().variables()), row);
    } catch (RefusedException e) {
      throw new RefusedException(
          Reply.FAILED,
          "task %s is stored in a form that cannot be read, and can only be deleted: %s".formatted(
              row.head().name(), e.getMessage()));
    }
  }

  /// A request as it is stored.
  TaskRequest decoded(String stored) throws RefusedException {
    return decoder.decode(Document.parse(stored, Document.Format.JSON), Optional.empty());
  }

  /// Tasks, the newest first.
  ///
  /// @param prefix with which their names begin; empty for all
  /// @param skip how many are passed over
  List<TaskRow> list(String prefix, int skip, int limit) throws IOException {
    return readable(store.page(Tasks.DIALECT, prefix, skip, limit));
  }

  /// Takes all tasks, the newest first, some at a time: all together may not fit into the memory.
  void each(Consumer<TaskRow> consumer) throws IOException {
    long before = Long.MAX_VALUE;
    List<JobRow> rows;
    do {
      rows = jobs(Set.of(), before, AT_ONCE);
      readable(rows).forEach(consumer);
      before = rows.isEmpty() ? before : rows.getLast().seq();
    } while (rows.size() == AT_ONCE);
  }

  private List<TaskRow> readable(List<JobRow> rows) {
    var tasks = new ArrayList<TaskRow>();
    for (var row : rows) {
      try {
        tasks.add(task(row));
      } catch (RefusedException e) {
        if (reported.add(row.id())) {
          log.warn("left out of lists: {}", e.getMessage());
        }
      }
    }
    return tasks;
  }

  /// How many there are whose names begin so, with those that cannot be read.
  int count(String prefix) throws IOException {
    return store.count(Tasks.DIALECT, prefix);
  }

  /// To be called when the job of a task is deleted.
  void forget(String id) {
    boolean _ = reported.remove(id);
  }
}
