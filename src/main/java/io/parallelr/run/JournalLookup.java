package io.parallelr.run;

import io.parallelr.daemon.RunLock;
import io.parallelr.journal.FileStamp;
import io.parallelr.journal.JournalSearch;
import io.parallelr.journal.Past;
import io.parallelr.journal.RunDirectory;
import io.parallelr.os.LockFile;
import io.parallelr.os.NativeText;
import io.parallelr.queue.Owner;
import io.parallelr.queue.PriorRunLookup;
import io.parallelr.task.Reason;
import io.parallelr.task.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the journals and the processes of dead supervisors say of the files they had taken. For one
/// thread at a time.
public final class JournalLookup implements PriorRunLookup, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JournalLookup.class);

  private final OrphanSearch search;
  private final Set<String> heldHere;
  private final Map<String, LockFile> held = new HashMap<>(); // of runs, by their ids

  /// @param heldHere ids of runs whose locks this process holds otherwise
  public JournalLookup(OrphanSearch search, Collection<String> heldHere) {
    this.search = search;
    this.heldHere = Set.copyOf(heldHere);
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
      var past = known.get(NativeText.of(original));
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
          files.keySet().stream().map(NativeText::of).toList());
    } catch (InterruptedIOException e) {
      throw new InterruptedException();
    } catch (IOException e) {
      log.warn("cannot tell what run {} had done: {}", owner.runId(), Reason.withPath(e));
      return Map.of();
    }
  }

  @Override
  public Set<Path> running(Owner owner, Set<Path> originals)
      throws IOException,
      InterruptedException {
    var run = new RunDirectory(owner.runId(), owner.directory());
    var byName = originals.stream().collect(Collectors.toMap(NativeText::of, o -> o));
    var found = new HashSet<Path>();
    for (var running : OrphanSearch.of(run)) {
      var original = byName.get(running.origin().task());
      if (original != null) {
        hold(run);
        if (search.adopt(running, run)) {
          found.add(original);
        }
      }
    }
    return found;
  }

  /// Makes known that the tasks of a run are resumed, and by whom.
  private void hold(RunDirectory run) throws IOException {
    if (!heldHere.contains(run.id()) && !held.containsKey(run.id())) { // asked again, it would be
                                                                       // lost
      held.put(
          run.id(),
          new RunLock(run.path()).tryHold()
              .orElseThrow(() -> new IOException("another process is resuming its run")));
    }
  }

  @Override
  public void close() throws IOException {
    for (var lock : held.values()) {
      lock.close();
    }
  }
}
