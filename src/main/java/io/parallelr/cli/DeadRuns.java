package io.parallelr.cli;

import io.parallelr.journal.FileStamp;
import io.parallelr.journal.JournalSearch;
import io.parallelr.journal.Past;
import io.parallelr.journal.RunDirectory;
import io.parallelr.queue.Owner;
import io.parallelr.queue.Remains;
import io.parallelr.task.Reason;
import io.parallelr.task.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the journals and the processes of dead supervisors say of the files they had taken. For one
/// thread at a time.
final class DeadRuns implements Remains {
  private static final Logger log = LoggerFactory.getLogger(DeadRuns.class);

  private final OrphanSearch search;

  DeadRuns(OrphanSearch search) {
    this.search = search;
  }

  @Override
  public Map<Path, Boolean> succeeded(Owner owner, Map<Path, Path> files)
      throws InterruptedException {
    if (!Files.isDirectory(owner.directory())) { // of another machine
      return Map.of();
    }
    var known = files.isEmpty() ? Map.<String, Past>of() : find(owner, files);
    var succeeded = new HashMap<Path, Boolean>();
    files.forEach((original, file) -> {
      var past = known.get(original.toString());
      if (past != null && past.stamp().equals(FileStamp.of(file))) { // the same, not a later one
        past.finalResult().ifPresent(s -> succeeded.put(original, s == Status.SUCCESS));
      }
    });
    return succeeded;
  }

  private static Map<String, Past> find(Owner owner, Map<Path, Path> files)
      throws InterruptedException {
    try {
      return JournalSearch.find(
          owner.directory(),
          files.keySet().stream().map(Path::toString).toList());
    } catch (InterruptedIOException e) {
      throw new InterruptedException();
    } catch (IOException e) {
      log.warn("what run {} had done cannot be told: {}", owner.runId(), Reason.withPath(e));
      return Map.of();
    }
  }

  @Override
  public Set<Path> running(Owner owner, Set<Path> originals) throws InterruptedException {
    var run = new RunDirectory(owner.runId(), owner.directory());
    var byName = originals.stream().collect(Collectors.toMap(Path::toString, o -> o));
    var found = new HashSet<Path>();
    for (var running : OrphanSearch.of(run)) {
      var original = byName.get(running.origin().task());
      if (original != null && search.adopt(running, run)) {
        found.add(original);
      }
    }
    return found;
  }
}
