package io.parallelr.run;

import io.parallelr.daemon.RunningTask;
import io.parallelr.journal.JournalSearch;
import io.parallelr.journal.Past;
import io.parallelr.journal.PastTasks;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What still runs of the runs that are resumed. They must be held.
public final class RunOrphans implements ResumePlan.Adopter {
  private static final Logger log = LoggerFactory.getLogger(RunOrphans.class);
  private final ResumeRequest request;
  private final OrphanSearch search;

  RunOrphans(ResumeRequest request, OrphanSearch search) {
    this.request = request;
    this.search = search;
  }

  /// Ends what is not awaited.
  @Override
  public Map<Integer, RunningTask> running(PastTasks past) throws InterruptedException {
    var rest = new ArrayList<RunningTask>();
    var awaited = awaited(request, past, rest);
    search.end(rest);
    return awaited;
  }

  /// What a resumed run would find now. Changes nothing.
  public static ResumePlan.Adopter preview(ResumeRequest request) {
    return new ResumePlan.Adopter() {
      @Override
      public Map<Integer, RunningTask> running(PastTasks past) throws InterruptedException {
        return awaited(request, past, new ArrayList<>());
      }

      @Override
      public boolean adopt(RunningTask running, String name) {
        return true;
      }
    };
  }

  /// @param rest takes in what is not awaited
  private static Map<Integer, RunningTask> awaited(
      ResumeRequest request,
      PastTasks past,
      List<RunningTask> rest)
      throws InterruptedException {
    var awaited = new HashMap<Integer, RunningTask>();
    for (var run : request.earlier().runs()) {
      for (var running : OrphanSearch.of(run)) {
        int known = past.begun(run.id(), running.origin().sequence());
        boolean isAwaited = known >= 0 && past.get(known).endIsUnknown();
        boolean isTaken = request.adopts() || EndedTasks.hasEnded(running);
        if (!isAwaited || !isTaken || awaited.putIfAbsent(known, running) != null) {
          rest.add(running);
        }
      }
    }
    return awaited;
  }

  @Override
  public boolean adopt(RunningTask running, String name) throws InterruptedException {
    var run = request.earlier()
        .runs()
        .stream()
        .filter(r -> r.id().equals(running.origin().runId()))
        .findFirst()
        .orElseThrow();
    return search.adopt(running, run, name);
  }

  /// The same for runs of a watched queue: who takes care of its files resumes what runs of them;
  /// the rest is ended.
  void ofQueue() throws InterruptedException {
    for (var run : request.earlier().runs()) {
      var all = OrphanSearch.of(run);
      var names = new HashSet<String>();
      all.forEach(running -> names.add(running.origin().task()));
      var unwanted = new ArrayList<RunningTask>();
      var known = all.isEmpty() ? Map.<String, Past>of() : find(run.path(), names);
      for (var running : all) {
        boolean hasEnded = Optional.ofNullable(known.get(running.origin().task()))
            .filter(past -> !past.endIsUnknown())
            .isPresent();
        if (hasEnded || (!request.adopts() && !EndedTasks.hasEnded(running))) {
          unwanted.add(running);
        }
      }
      search.end(unwanted);
    }
  }

  private static Map<String, Past> find(Path run, Set<String> names)
      throws InterruptedException {
    try {
      return JournalSearch.find(run, names);
    } catch (InterruptedIOException e) {
      throw new InterruptedException();
    } catch (IOException e) {
      log.warn("cannot tell which tasks had ended: {}", Reason.withPath(e));
      return Map.of();
    }
  }
}
