package io.parallelr.run;

import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.daemon.RunningTask;
import io.parallelr.daemon.Terminator;
import io.parallelr.journal.RunDirectory;
import io.parallelr.local.Orphan;
import io.parallelr.local.OutputFiles;
import io.parallelr.os.TaskEnds;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds tasks that still run though their supervisor is dead.
public final class OrphanSearch {
  private static final Logger log = LoggerFactory.getLogger(OrphanSearch.class);

  private final Terminator terminator;
  private final ConcurrentMap<String, Orphan> found = new ConcurrentHashMap<>();
  private final Queue<Orphan> resumed = new ConcurrentLinkedQueue<>();

  /// @param terminator ends what cannot be resumed
  public OrphanSearch(Terminator terminator) {
    this.terminator = terminator;
  }

  /// What still runs of a run.
  public static List<RunningTask> running(RunDirectory run) {
    return ProcessSnapshot.tasksOf(run.id(), run.path());
  }

  /// What still runs of a run, and what has ended without a supervisor whose end is recorded.
  public static List<RunningTask> of(RunDirectory run) throws InterruptedException {
    var running = running(run);
    var ended = EndedTasks.of(run);
    var pids = ended.stream().map(task -> task.leader().pid()).collect(Collectors.toSet());
    return Stream.concat(
        ended.stream(),
        running.stream().filter(task -> !pids.contains(task.leader().pid())))
        .toList();
  }

  /// The orphans to resume, by the name of the task.
  public ConcurrentMap<String, Orphan> found() {
    return found;
  }

  /// Takes a task as one to resume. If the process that was started for it has ended, what is left
  /// is ended too, as its supervisor would have done; and so is what merely says that it is of the
  /// task.
  ///
  /// @param run that started it
  /// @return whether it is resumed
  public boolean adopt(RunningTask running, RunDirectory run) throws InterruptedException {
    return adopt(running, run, running.origin().task());
  }

  /// The same for one that goes by another name now.
  public boolean adopt(RunningTask running, RunDirectory run, String name)
      throws InterruptedException {
    if (!running.isWhole()) {
      end(List.of(running));
      return false;
    }
    found.put(name, orphan(running, run));
    resumed.add(orphan(running, run));
    return true;
  }

  private static Orphan orphan(RunningTask running, RunDirectory run) {
    return new Orphan(
        running.origin(),
        running.leader(),
        run.path(),
        new OutputFiles(run.output(), 0, true),
        running.age());
  }

  /// Forgets how the tasks ended that were resumed: their results are in the journal now.
  public void forgetEnds() {
    for (var orphan : resumed) {
      try {
        TaskEnds.delete(orphan.run(), orphan.origin().slot(), orphan.leader().pid());
      } catch (IOException e) {
        log.warn("the recorded end of a task is left: {}", Reason.withPath(e));
      }
    }
  }

  /// Ends them, all at once.
  public void end(List<RunningTask> all) throws InterruptedException {
    var running = all.stream().filter(task -> !EndedTasks.hasEnded(task)).toList();
    if (!terminator.stopOrphans(running)) {
      log.warn("processes that could not be ended keep running beside the new tasks");
    }
  }
}
