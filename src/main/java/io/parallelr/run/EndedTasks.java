package io.parallelr.run;

import io.parallelr.daemon.RunningTask;
import io.parallelr.journal.RecordedEnd;
import io.parallelr.journal.RunDirectory;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.TaskEnds;
import io.parallelr.task.Origin;
import io.parallelr.task.Reason;
import io.parallelr.task.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tasks that ended while their supervisor was dead, and whose ends its keeper has recorded. They
/// are resumed as what still runs is.
final class EndedTasks {
  private static final Logger log = LoggerFactory.getLogger(EndedTasks.class);
  private static final Duration LONGEST_RECORDING = Duration.ofSeconds(2);
  private static final char DEAD = 'X';

  private EndedTasks() {}

  /// Those of a run.
  static List<RunningTask> of(RunDirectory run) throws InterruptedException {
    try {
      TaskEnds.await(run.path(), LONGEST_RECORDING);
      return RecordedEnd.of(run).stream().map(end -> ended(run, end)).toList();
    } catch (InterruptedIOException e) {
      throw new InterruptedException();
    } catch (IOException e) {
      log.warn("cannot tell how tasks have ended: {}", Reason.withPath(e));
      return List.of();
    }
  }

  private static RunningTask ended(RunDirectory run, RecordedEnd recorded) {
    var start = recorded.start();
    int slot = recorded.end().slot();
    int pid = recorded.end().pid();
    return new RunningTask(
        new Origin(run.id(), start.name(), start.sequence(), slot, start.attempt()),
        slot,
        new ProcessTable.Entry(pid, DEAD, 0, pid, -1), // so that no process is taken for it
        true,
        Set.of(),
        recorded.ran());
  }

  static boolean hasEnded(RunningTask task) {
    return task.leader().state() == DEAD;
  }

  /// Whether one has ended without success.
  ///
  /// @param runs of which one has started it
  static boolean hasFailed(RunningTask task, List<RunDirectory> runs) {
    return end(task, runs).flatMap(end -> RecordedEnd.error(end.exit())).isPresent();
  }

  private static Optional<TaskEnds.End> end(RunningTask task, List<RunDirectory> runs) {
    return runs.stream()
        .filter(run -> run.id().equals(task.origin().runId()))
        .findFirst()
        .flatMap(run -> TaskEnds.find(run.path(), task.slot(), task.leader().pid()));
  }

  /// How one has ended, in a word or a sentence.
  ///
  /// @param runs of which one has started it
  static String how(RunningTask task, List<RunDirectory> runs) {
    return end(task, runs)
        .map(end -> RecordedEnd.error(end.exit()).orElse(Status.SUCCESS.name()))
        .orElse("ended"); // another resumes it at this moment
  }
}
