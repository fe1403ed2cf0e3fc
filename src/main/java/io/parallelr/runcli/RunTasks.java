package io.parallelr.runcli;

import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import io.parallelr.journal.TaskRecords;
import io.parallelr.task.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a journal says of the tasks of a run, of which only those are kept that did not succeed, or
/// whose end is not recorded. For one thread.
final class RunTasks {
  private final int mostFailures;
  private final List<TaskRecord> failures = new ArrayList<>();
  private final Map<Integer, TaskRecord> begun = new TreeMap<>(); // by sequence
  private final Map<Integer, TaskRecord> unretried = new TreeMap<>(); // failed, not for good
  private long failed;
  private long withdrawn;
  private long skipped;

  private RunTasks(int mostFailures) {
    this.mostFailures = mostFailures;
  }

  /// Reads the journal.
  ///
  /// @param mostFailures how many of those that did not succeed are kept
  static RunTasks read(RunDirectory run, int mostFailures) throws IOException {
    var tasks = new RunTasks(mostFailures);
    TaskRecords.each(run, tasks::take);
    tasks.unretried.values().forEach(tasks::failed);
    return tasks;
  }

  private void take(TaskRecord task) {
    unretried.remove(task.sequence());
    if (task.status().isEmpty()) {
      begun.put(task.sequence(), task);
      return;
    }
    begun.remove(task.sequence());
    withdrawn += task.isFinal() && task.isWithdrawn() ? 1 : 0;
    skipped += task.isFinal() && task.status().get() == Status.SKIPPED ? 1 : 0;
    if (!task.isFinal()) {
      unretried.put(task.sequence(), task);
    } else if (task.isFailure()) {
      failed(task);
    }
  }

  private void failed(TaskRecord task) {
    failed++;
    if (failures.size() < mostFailures) {
      failures.add(task);
    }
  }

  /// The first of those that did not succeed.
  List<TaskRecord> failures() {
    return failures;
  }

  /// How many there are.
  long failed() {
    return failed;
  }

  /// How many were cancelled by request: resuming the run leaves them as they are.
  long withdrawn() {
    return withdrawn;
  }

  /// How many have the result of an earlier run.
  long skipped() {
    return skipped;
  }

  /// Those whose end is not recorded, in the order of their numbers.
  Collection<TaskRecord> begun() {
    return begun.values();
  }
}
