package io.parallelr.webruns;

import io.parallelr.daemon.Registry;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskIndex;
import io.parallelr.journal.TaskRecord;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out why files of a queue have failed, in the journals of the runs that took them last. For
/// any threads.
final class FailedFiles {
  private static final Logger log = LoggerFactory.getLogger(FailedFiles.class);
  private static final int MOST_RUNS = 5;
  private static final int MOST_TASKS = 5_000; // that are looked at

  private final OwnRuns own;
  private final TaskIndexes indexes;

  FailedFiles(OwnRuns own, TaskIndexes indexes) {
    this.own = own;
    this.indexes = indexes;
  }

  /// What the journal of a run says of a file.
  record Failure(String run, TaskRecord task) {}

  /// The newest failure of each of some files, by their names; those are missing of which none is
  /// found soon.
  Map<String, Failure> of(List<String> runs, Collection<String> names) {
    var wanted = new HashSet<>(names);
    var found = new HashMap<String, Failure>();
    int[] left = {MOST_TASKS};
    for (var id : runs.subList(0, Math.min(MOST_RUNS, runs.size()))) {
      if (!wanted.isEmpty() && own.registry().find(id) instanceof Registry.Found.Ours(var path)) {
        try {
          search(new RunDirectory(id, path), wanted, found, left);
        } catch (IOException e) {
          log.debug("the journal of run {} cannot be read: {}", id, Reason.withPath(e));
        }
      }
    }
    return found;
  }

  private void search(
      RunDirectory run,
      Collection<String> wanted,
      Map<String, Failure> found,
      int[] left) throws IOException {
    TaskIndex index = indexes.of(run);
    for (int number : index.last(TaskIndex.FAILURES, left[0])) {
      if (wanted.isEmpty()) {
        return;
      }
      left[0]--;
      var task = index.record(number).orElseThrow();
      var name = task.name().substring(task.name().lastIndexOf('/') + 1);
      if (wanted.remove(name)) {
        found.put(name, new Failure(run.id(), task));
      }
    }
  }
}
