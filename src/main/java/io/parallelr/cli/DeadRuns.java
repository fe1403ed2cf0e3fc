package io.parallelr.cli;

import io.parallelr.journal.EarlierRun;
import io.parallelr.journal.FileStamp;
import io.parallelr.journal.RunDirectory;
import io.parallelr.queue.Owner;
import io.parallelr.queue.Remains;
import io.parallelr.task.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the journals and the processes of dead supervisors say of the files they had taken. For
/// one thread.
final class DeadRuns implements Remains {
  private static final Logger log = LoggerFactory.getLogger(DeadRuns.class);

  private final OrphanSearch search;
  private String lastId = ""; // one is kept: a supervisor may live for years, and see many die
  private Optional<EarlierRun> last = Optional.empty();

  DeadRuns(OrphanSearch search) {
    this.search = search;
  }

  @Override
  public Optional<Boolean> succeeded(Owner owner, Path file, Path original) {
    if (!lastId.equals(owner.runId())) {
      lastId = owner.runId();
      last = read(owner);
    }
    return last.flatMap(run -> run.task(original.toString()))
        .filter(past -> past.stamp().equals(FileStamp.of(file))) // the same file, not a later one
        .flatMap(EarlierRun.Past::finalResult)
        .map(status -> status == Status.SUCCESS);
  }

  @Override
  public boolean isRunning(Owner owner, Path original) {
    var run = new RunDirectory(owner.runId(), owner.directory());
    boolean runs = false;
    try {
      for (var running : OrphanSearch.of(owner.runId())) {
        if (running.origin().task().equals(original.toString())) {
          runs |= search.adopt(running, run);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry: it is left for later
      return true;
    }
    return runs;
  }

  private static Optional<EarlierRun> read(Owner owner) {
    try {
      return Optional.of(EarlierRun.read(owner.directory()));
    } catch (IOException e) {
      log.warn("what run {} had done cannot be told: {}", owner.runId(), e.getMessage());
      return Optional.empty();
    }
  }
}
