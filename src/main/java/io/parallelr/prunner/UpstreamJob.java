package io.parallelr.prunner;

import io.parallelr.job.Gate;
import io.parallelr.job.Intent;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.Setup;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepTerms;
import io.parallelr.job.Verdict;
import io.parallelr.job.Waits;
import io.parallelr.job.Work;
import io.parallelr.json.JsonValues;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.store.StepRow;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.TimeLimit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// A job in the data of the original, as one that has ended: what was not over was lost with
/// its server.
final class UpstreamJob {
  private final UpstreamFields fields;
  private final Instant ended;

  /// @param now the time of its end, if that is not known
  UpstreamJob(UpstreamFields fields, Instant now) {
    this.fields = fields;
    this.ended = fields.time("End").orElse(now);
  }

  /// @throws IllegalArgumentException if it cannot be one
  JobRow row() {
    var id = JobIds.parse(fields.text("ID"))
        .orElseThrow(() -> new IllegalArgumentException("its id is not valid"));
    var pipeline = fields.text("Pipeline");
    var tasks = fields.objects("Tasks");
    var steps = new ArrayList<>(tasks.stream().map(UpstreamJob::step).toList());
    var rows = new ArrayList<>(tasks.stream().map(this::row).toList());
    for (var name : unknown(steps)) {
      steps.add(placeholder(name));
      rows.add(StepRows.of(name, Optional.empty(), new StepEnd.Skipped(false), ended));
    }
    var verdict = verdict(rows);
    return new JobRow(
        0,
        id,
        new JobHead(
            PipelineJobs.DIALECT,
            pipeline,
            fields.text("User"),
            JsonValues.text(fields.map("Variables"))),
        JobSpec.of(PipelineJobs.laneName(pipeline), steps),
        JobState.ENDED,
        Optional.of(verdict),
        Waits.NONE,
        course(verdict),
        fields.time("Created").orElse(ended),
        fields.time("Start"),
        Optional.of(ended),
        rows);
  }

  private static StepSpec step(UpstreamFields task) {
    return new StepSpec(
        task.text("Name"),
        task.texts("DependsOn"),
        new Work.Items(task.texts("Script")),
        terms(new Gate.Open(), task.flag("AllowFailure")),
        Setup.DEFAULT);
  }

  private static StepTerms terms(Gate gate, boolean isSoft) {
    return new StepTerms(gate, isSoft, Retries.NONE, TimeLimit.NONE);
  }

  /// What steps depend on, but what the job does not have.
  private static SequencedSet<String> unknown(List<StepSpec> steps) {
    var names = new LinkedHashSet<String>();
    steps.forEach(step -> names.addAll(step.dependsOn()));
    steps.forEach(step -> names.remove(step.name()));
    return names;
  }

  private static StepSpec placeholder(String name) {
    return new StepSpec(
        name,
        List.of(),
        new Work.Unavailable("it is not in the data that was taken over"),
        terms(new Gate.Disabled(), false),
        Setup.DEFAULT);
  }

  private StepRow row(UpstreamFields task) {
    return StepRows.of(
        task.text("Name"),
        task.time("Start"),
        end(task),
        task.time("End").orElse(ended));
  }

  private static StepEnd end(UpstreamFields task) {
    int code = task.number("ExitCode");
    if (task.flag("Errored") || task.text("Status").equals("error")) {
      return code > 0
          ? new StepEnd.Failed(new Outcome.Exited(code))
          : new StepEnd.NotRun(task.text("Error"));
    }
    return switch (task.text("Status")) {
      case "done" -> code > 0
          ? new StepEnd.Failed(new Outcome.Exited(code))
          : new StepEnd.Succeeded();
      case "skipped" -> new StepEnd.Skipped(true);
      default -> task.time("Start").isPresent()
          ? new StepEnd.Killed(Intent.CANCEL)
          : new StepEnd.Canceled();
    };
  }

  private Verdict verdict(List<StepRow> rows) {
    if (fields.flag("Completed")) {
      var soft = new LinkedHashSet<String>();
      fields.objects("Tasks")
          .stream()
          .filter(task -> task.flag("AllowFailure"))
          .forEach(task -> soft.add(task.text("Name")));
      for (var row : rows) {
        var end = row.end().orElseThrow();
        if (end.isFailure(soft.contains(row.name()))) {
          return new Verdict.Failed(row.name(), end);
        }
      }
      if (!fields.flag("Canceled")) {
        return new Verdict.Succeeded();
      }
    }
    return new Verdict.Canceled(Intent.CANCEL);
  }

  private static Recorded.Course course(Verdict verdict) {
    return verdict instanceof Verdict.Failed(var step, _)
        ? new Recorded.Course(
            Recorded.Course.NONE.countdown(),
            Optional.of(step),
            Optional.empty())
        : Recorded.Course.NONE;
  }
}
