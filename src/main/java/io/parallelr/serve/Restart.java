package io.parallelr.serve;

import io.parallelr.daemon.RunningTask;
import io.parallelr.job.Admission;
import io.parallelr.job.JobsPlan;
import io.parallelr.job.Lane;
import io.parallelr.job.Recorded;
import io.parallelr.job.RecordedStep;
import io.parallelr.job.StepId;
import io.parallelr.local.Orphan;
import io.parallelr.local.OutputFiles;
import io.parallelr.run.OrphanSearch;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import io.parallelr.task.Outcome;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes up the jobs that had not ended when an earlier server did: finds what of them still runs,
/// and how the rest has ended.
final class Restart {
  private static final Logger log = LoggerFactory.getLogger(Restart.class);

  private final JobStore store;
  private final JobFiles files;
  private final LiveJobs live;
  private final OutputFiles outputs;
  private final JobServerSettings settings;
  private final Instant now;

  Restart(
      JobStore store,
      JobFiles files,
      LiveJobs live,
      OutputFiles outputs,
      JobServerSettings settings,
      Instant now) {
    this.store = store;
    this.files = files;
    this.live = live;
    this.outputs = outputs;
    this.settings = settings;
    this.now = now;
  }

  /// What was found.
  ///
  /// @param jobs that had not ended
  /// @param orphans processes of their steps that still run
  /// @param results of steps that have ended while no server ran, or that are lost
  /// @param unknown steps that are to be run again
  /// @param toEnd what runs and is not wanted
  record Found(
      List<Recorded> jobs,
      Map<StepId, Orphan> orphans,
      Map<StepId, Result> results,
      Set<StepId> unknown,
      List<RunningTask> toEnd) {

    Adoptable adoptable() {
      return new Adoptable(orphans, unknown);
    }

    /// Ids of the runs that something still runs of.
    Set<String> runs() {
      var ids = new HashSet<String>();
      orphans.values().forEach(orphan -> ids.add(orphan.origin().runId()));
      return ids;
    }
  }

  /// How a step has ended while nobody watched.
  record Result(Outcome outcome, Instant at) {}

  /// Looks. Nothing is changed but that the jobs are known as live.
  Found look(ServerRun run) throws IOException {
    var jobs = store.live();
    var running = running(jobs);
    for (var job : jobs) {
      var head = store.find(job.id()).map(JobRow::head).orElseThrow();
      live.add(job.id(), head, job.spec());
    }
    var orphans = new LinkedHashMap<StepId, Orphan>();
    var toEnd = new ArrayList<RunningTask>();
    for (var earlier : run.earlier()) {
      for (var task : OrphanSearch.running(earlier)) {
        var step = stepOf(task);
        if (step.filter(running::contains).isEmpty()) {
          log.debug("{}: left alone, as its step has ended", task.origin().task());
        } else if (settings.restart() == JobServer.OnRestart.CONTINUE && task.isWhole()
            && !orphans.containsKey(step.get())) {
          orphans.put(
              step.get(),
              new Orphan(task.origin(), task.leader(), earlier.path(), outputs, task.age()));
        } else {
          toEnd.add(task);
        }
      }
    }
    var results = new HashMap<StepId, Result>();
    var unknown = new HashSet<StepId>();
    for (var step : running) {
      if (!orphans.containsKey(step)) {
        result(step).ifPresentOrElse(
            result -> results.put(step, result),
            () -> unknown.add(step));
      }
    }
    return new Found(jobs, orphans, results, unknown, toEnd);
  }

  private static Set<StepId> running(List<Recorded> jobs) {
    var running = new HashSet<StepId>();
    for (var job : jobs) {
      for (int i = 0; i < job.steps().size(); i++) {
        if (job.steps().get(i) instanceof RecordedStep.Running) {
          running.add(new StepId(job.id(), name(job, i)));
        }
      }
    }
    return running;
  }

  /// The handler stands behind the steps.
  private static String name(Recorded job, int place) {
    return place < job.spec().steps().size()
        ? job.spec().steps().get(place).name()
        : job.spec().handler().orElseThrow().name();
  }

  private static Optional<StepId> stepOf(RunningTask task) {
    try {
      return Optional.of(StepId.parse(task.origin().task()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Empty if the step is to be run again, as it had not begun or that is asked for, or if it
  /// is cancelled.
  private Optional<Result> result(StepId step) throws IOException {
    var items = files.items(step);
    var exit = items.resolve(ItemsDriver.EXIT);
    return switch (ItemsEnd.of(items)) {
      case ItemsEnd.Exited(var code, _) ->
        Optional.of(new Result(new Outcome.Exited(code), ended(exit)));
      case ItemsEnd.Unreadable(var message, _) ->
        Optional.of(
            new Result(
                ItemsResult.unreadable(
                    live.find(step.job()).orElseThrow().step(step.step()).work(),
                    message),
                ended(exit)));
      case ItemsEnd.Unfinished(var item) when item == 0 || settings.rerunsUnknown()
          || settings.restart() == JobServer.OnRestart.CANCEL ->
        Optional.empty();
      case ItemsEnd.Unfinished _ -> Optional.of(
          new Result(
              new Outcome.Lost("it ended while no server ran, and nobody knows how"),
              now));
    };
  }

  private Instant ended(Path exit) {
    try {
      return Files.getLastModifiedTime(exit).toInstant();
    } catch (IOException e) {
      log.debug("{}", Reason.withPath(e));
      return now;
    }
  }

  /// Puts the jobs into the plan.
  void restore(Found found, JobsPlan plan) {
    for (var job : found.jobs()) {
      if (plan.count(job.spec().lane()).isEmpty()) {
        plan.put(new Lane(job.spec().lane(), 1, new Admission.Append(Admission.UNLIMITED)), now);
      }
    }
    plan.restore(found.jobs(), now);
    found.results().forEach((step, result) -> plan.answer(step, result.outcome(), result.at()));
    if (settings.restart() == JobServer.OnRestart.CANCEL) {
      found.jobs().forEach(job -> plan.cancel(job.id(), now));
      found.jobs().forEach(job -> endAll(job, plan));
    }
  }

  /// What ran has been ended.
  private void endAll(Recorded job, JobsPlan plan) {
    for (var step : running(List.of(job))) {
      var _ = plan.answer(step, new Outcome.Cancelled(), now);
    }
  }

  /// Deletes what earlier servers have left of jobs that have ended.
  void tidy() throws IOException {
    files.deleteWork(live::has);
    files.deleteHidden();
  }
}
