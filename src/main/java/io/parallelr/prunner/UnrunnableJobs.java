package io.parallelr.prunner;

import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Verdict;
import io.parallelr.job.Waits;
import io.parallelr.job.Work;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import io.parallelr.store.StoreException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Records jobs that were accepted and cannot run, as ended ones that have never started.
final class UnrunnableJobs {
  private final JobStore store;
  private final InstantSource clock;
  private final Supplier<String> ids;

  /// @param ids makes one for each job
  UnrunnableJobs(JobStore store, InstantSource clock, Supplier<String> ids) {
    this.store = store;
    this.clock = clock;
    this.ids = ids;
  }

  /// Adds one.
  ///
  /// @param reason why it cannot run
  /// @return its id
  String add(Pipeline pipeline, JobHead head, String reason) throws StoreException {
    var id = ids.get();
    var now = clock.instant();
    var steps = steps(pipeline);
    var rows = steps.stream().map(step -> StepRows.unstarted(step.name(), now)).toList();
    var first = steps.stream().map(StepSpec::name).findFirst().orElse("");
    store.add(
        List.of(
            new JobRow(
                0,
                id,
                head,
                JobSpec.of(PipelineJobs.laneName(pipeline.name()), steps),
                JobState.ENDED,
                Optional.of(new Verdict.Failed(first, new StepEnd.NotRun(reason))),
                Waits.NONE,
                Recorded.Course.NONE,
                now,
                Optional.empty(),
                Optional.of(now),
                rows)));
    return id;
  }

  /// With as many of the dependencies as there can be without a circle.
  private static List<StepSpec> steps(Pipeline pipeline) {
    var names = new HashSet<String>();
    return pipeline.tasks().stream().map(task -> {
      var needed = task.dependsOn().stream().filter(names::contains).toArray(String[]::new);
      names.add(task.name());
      return StepSpec.of(task.name(), new Work.Items(task.script()), needed);
    }).toList();
  }
}
