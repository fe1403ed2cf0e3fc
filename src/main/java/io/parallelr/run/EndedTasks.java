package io.parallelr.run;

import io.parallelr.daemon.RunningTask;
import io.parallelr.journal.OpenStarts;
import io.parallelr.journal.RunDirectory;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.TaskEnds;
import io.parallelr.task.Origin;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
      var ends = TaskEnds.all(run.path());
      if (ends.isEmpty()) {
        return List.of();
      }
      var starts = OpenStarts.of(run);
      var ended = new ArrayList<RunningTask>();
      for (var end : ends) {
        var start = starts.get(end.slot());
        if (start != null) {
          ended.add(ended(new Origin(
              run.id(), start.task(), start.sequence(), end.slot(), start.attempt()), end.pid()));
        }
      }
      return ended;
    } catch (InterruptedIOException e) {
      throw new InterruptedException();
    } catch (IOException e) {
      log.warn("cannot tell how tasks have ended: {}", Reason.withPath(e));
      return List.of();
    }
  }

  private static RunningTask ended(Origin origin, int pid) {
    return new RunningTask(
        origin,
        origin.slot(),
        new ProcessTable.Entry(pid, DEAD, 0, pid, -1), // so that no process is taken for it
        true,
        Set.of(),
        Duration.ZERO);
  }

  static boolean hasEnded(RunningTask task) {
    return task.leader().state() == DEAD;
  }
}
