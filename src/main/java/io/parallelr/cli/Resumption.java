package io.parallelr.cli;

import io.parallelr.batch.Batch;
import io.parallelr.daemon.Census;
import io.parallelr.engine.RunListener;
import io.parallelr.journal.EarlierRun;
import io.parallelr.journal.FileStamp;
import io.parallelr.local.Orphan;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is left to do of an earlier run: which of its tasks are skipped, gone on with, or run.
final class Resumption {
  private static final Logger log = LoggerFactory.getLogger(Resumption.class);

  private final Continuation continuation;
  private final EarlierRun earlier;
  private final Map<String, Orphan> orphans;

  /// Looks at what still runs, and ends what is not to go on. The earlier run must be held.
  static Resumption begin(Continuation continuation, OrphanSearch search)
      throws InterruptedException {
    for (var run : continuation.earlier().runs()) {
      for (var running : OrphanSearch.of(run.id())) {
        if (isAdopted(continuation, running)) {
          boolean _ = search.adopt(running, run);
        } else {
          search.end(running);
        }
      }
    }
    // a copy, as what is found shrinks as they are adopted
    return new Resumption(continuation, Map.copyOf(search.found()));
  }

  /// What it would come to now. Changes nothing.
  static Resumption preview(Continuation continuation) {
    var orphans = new HashMap<String, Orphan>();
    for (var run : continuation.earlier().runs()) {
      for (var running : OrphanSearch.of(run.id())) {
        if (isAdopted(continuation, running)) {
          orphans.put(running.origin().task(), OrphanSearch.orphan(running, run));
        }
      }
    }
    return new Resumption(continuation, orphans);
  }

  private Resumption(Continuation continuation, Map<String, Orphan> orphans) {
    this.continuation = continuation;
    this.earlier = continuation.earlier();
    this.orphans = orphans;
  }

  private static boolean isAdopted(Continuation continuation, Census.RunningTask running) {
    return continuation.adopts() && continuation.earlier()
        .task(running.origin().task())
        .filter(EarlierRun.Past::endIsUnknown)
        .isPresent();
  }

  /// Whether a task still runs, and is waited for instead of being started.
  boolean adopts(Task task) {
    return orphans.containsKey(task.name());
  }

  /// Tells of the tasks that are not run.
  ///
  /// @return what they count as
  RunSummary skip(Batch batch, RunListener listener) {
    var summary = RunSummary.EMPTY;
    var seen = new HashSet<String>();
    for (var task : batch) {
      seen.add(task.name());
      var outcome = skipped(task);
      if (outcome.isPresent()) {
        var result = result(task, outcome.get());
        listener.finished(result);
        summary = summary.plus(result);
      }
      earlier.task(task.name()).ifPresent(past -> warnIfChanged(task, past));
    }
    long gone = earlier.names().stream().filter(name -> !seen.contains(name)).count();
    if (gone > 0) {
      log.warn("{} of the tasks of the earlier run are not there any more", gone);
    }
    return summary;
  }

  /// The tasks to run, those that run already first: their time limits go on.
  Iterable<Task> tasks(Batch batch) {
    var adopted = new ArrayList<Task>();
    for (var task : batch) {
      var orphan = orphans.get(task.name());
      if (orphan != null) {
        adopted.add(task.after(orphan.origin().attempt() - 1));
      }
    }
    return () -> java.util.stream.Stream.concat(
        adopted.stream(),
        StreamSupport.stream(batch.spliterator(), false)
            .filter(t -> !orphans.containsKey(t.name()) && skipped(t).isEmpty())
            .map(this::again))
        .iterator();
  }

  private Task again(Task task) {
    return task.after(
        earlier.task(task.name())
            .filter(EarlierRun.Past::endIsUnknown)
            .map(EarlierRun.Past::attempt)
            .orElse(0));
  }

  private Optional<Outcome> skipped(Task task) {
    var past = earlier.task(task.name());
    if (past.isEmpty() || orphans.containsKey(task.name())) {
      return Optional.empty();
    }
    var p = past.get();
    if (p.endIsUnknown()) {
      return continuation.runsUnknown()
          ? Optional.empty()
          : Optional.of(new Outcome.Lost("its supervisor died, and nobody saw how it ended"));
    }
    return p.finalResult()
        .filter(status -> status == Status.SUCCESS || !continuation.runsFailed())
        .map(
            status -> new Outcome.Skipped(
                new Outcome.Earlier(p.run().id(), p.sequence(), status)));
  }

  private static void warnIfChanged(Task task, EarlierRun.Past past) {
    var now = task.input().taskFile().flatMap(FileStamp::of);
    if (past.stamp().isPresent() && now.isPresent() && !past.stamp().equals(now)) {
      log.warn(
          "{} was changed since it was started in run {}: {} bytes then, {} now",
          task.name(),
          past.run().id(),
          past.stamp().get().bytes(),
          now.get().bytes());
    }
  }

  private static TaskResult result(Task task, Outcome outcome) {
    return new TaskResult(
        task,
        0,
        Instant.now(),
        System.nanoTime(),
        Duration.ZERO,
        0,
        outcome,
        Output.NONE,
        Output.NONE,
        Usage.NONE);
  }
}
