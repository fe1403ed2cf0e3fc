package io.parallelr.cli;

import io.parallelr.daemon.Census;
import io.parallelr.daemon.Stopper;
import io.parallelr.journal.RunDirectory;
import io.parallelr.local.Orphan;
import io.parallelr.local.OutputFiles;
import io.parallelr.os.SlotFile;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Finds tasks that still run though their supervisor is dead.
final class OrphanSearch {
  private final Stopper stopper;
  private final ConcurrentMap<String, Orphan> found = new ConcurrentHashMap<>();

  /// @param stopper ends what cannot be gone on with
  OrphanSearch(Stopper stopper) {
    this.stopper = stopper;
  }

  /// What still runs of a run.
  static List<Census.RunningTask> of(String runId) {
    return Census.tasks().stream().filter(t -> t.origin().runId().equals(runId)).toList();
  }

  /// The orphans to go on with, by the name of the task.
  ConcurrentMap<String, Orphan> found() {
    return found;
  }

  /// Takes a task as one to go on with. If the process that was started for it has ended, what is
  /// left is ended too, as its supervisor would have done.
  ///
  /// @param run that started it
  /// @return whether it is gone on with
  boolean adopt(Census.RunningTask running, RunDirectory run) throws InterruptedException {
    return adopt(running, run, running.origin().task());
  }

  /// The same for one that goes by another name now.
  boolean adopt(Census.RunningTask running, RunDirectory run, String name)
      throws InterruptedException {
    var started = SlotFile.read(run.path()).get(running.origin().slot());
    if (started != null && started != running.leader().pid()) {
      end(running);
      return false;
    }
    found.put(name, orphan(running, run));
    return true;
  }

  private static Orphan orphan(Census.RunningTask running, RunDirectory run) {
    return new Orphan(
        running.origin(),
        running.leader(),
        new OutputFiles(run.output(), 0, true),
        running.age());
  }

  /// Ends it.
  void end(Census.RunningTask running) throws InterruptedException {
    boolean _ = stopper.stopOrphan(running); // it has reported what it did
  }
}
