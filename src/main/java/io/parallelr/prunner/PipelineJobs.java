package io.parallelr.prunner;

import io.parallelr.job.Admission;
import io.parallelr.job.Gate;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobTerms;
import io.parallelr.job.Lane;
import io.parallelr.job.OnFailure;
import io.parallelr.job.Setup;
import io.parallelr.job.StepOrder;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepTerms;
import io.parallelr.job.Work;
import io.parallelr.os.NativeText;
import io.parallelr.task.Ending;
import io.parallelr.task.Launch;
import io.parallelr.task.Retries;
import io.parallelr.task.Streams;
import io.parallelr.task.TimeLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Makes jobs of pipelines. Immutable.
///
/// @param workingDirectory in which tasks run; absolute
record PipelineJobs(Path workingDirectory) {
  /// The dialect of all jobs of pipelines.
  static final String DIALECT = "prunner";
  private static final String LANES = DIALECT + "/";
  private static final String TASK_NAME = "TASK_NAME";
  private static final int SIGINT = 2;
  private static final Ending ENDING = new Ending(SIGINT, Duration.ofSeconds(2));

  /// The name of the lane that the jobs of a pipeline wait in.
  static String laneName(String pipeline) {
    return LANES + pipeline;
  }

  /// The lane of a pipeline.
  static Lane lane(Pipeline pipeline) {
    var queueing = pipeline.queueing();
    return new Lane(
        laneName(pipeline.name()),
        queueing.concurrency(),
        switch (queueing.strategy()) {
          case QueueStrategy.Append(var limit) -> new Admission.Append(limit);
          case QueueStrategy.Replace(var limit, _) -> new Admission.Replace(limit);
          case QueueStrategy.PartitionedReplace(var limit) -> new Admission.PartitionedReplace(
              limit);
        });
  }

  /// What a job of a pipeline runs.
  ///
  /// @param partition of its queue, if the pipeline divides it; else it does not matter
  /// @param fileVariables of the environment, which count less than those of the pipeline
  /// @throws IllegalArgumentException if the tasks depend on each other in a circle
  JobSpec spec(Pipeline pipeline, String partition, Map<String, String> fileVariables) {
    var rules = pipeline.rules();
    var environment = new LinkedHashMap<>(fileVariables);
    environment.putAll(rules.environment());
    boolean isDivided =
        pipeline.queueing().strategy() instanceof QueueStrategy.PartitionedReplace;
    return new JobSpec(
        laneName(pipeline.name()),
        isDivided ? partition : "",
        StepOrder.sorted(
            pipeline.tasks()
                .stream()
                .map(task -> step(task, environment, rules.keepBackground()))
                .toList()),
        pipeline.onError().map(handler -> handler(handler, environment)),
        new JobTerms(
            rules.continueAfterFailure() ? OnFailure.STOP_BRANCH : OnFailure.STOP_JOB,
            TimeLimit.NONE,
            JobTerms.UNLIMITED));
  }

  private StepSpec step(
      PipelineTask task,
      Map<String, String> environment,
      boolean keepsBackground) {
    var terms = task.terms();
    return new StepSpec(
        task.name(),
        task.dependsOn(),
        new Work.Items(task.script(), task.environment(), terms.shell()),
        new StepTerms(
            new Gate.Open(),
            terms.allowFailure(),
            new Retries(terms.retries(), Duration.ZERO, Duration.ZERO),
            terms.timeout().isZero() ? TimeLimit.NONE : terms.timeout()),
        new Setup(
            layered(environment, task.name(), task.environment()),
            launch(directory(terms.directory()), keepsBackground)));
  }

  private static StepSpec handler(ErrorHandler handler, Map<String, String> environment) {
    return new StepSpec(
        ErrorHandler.NAME,
        List.of(),
        new Work.Items(handler.script(), handler.environment(), Work.Items.BASH),
        StepTerms.DEFAULT,
        new Setup(
            layered(environment, ErrorHandler.NAME, handler.environment()),
            launch(Optional.empty(), false)));
  }

  private Optional<Path> directory(String directory) {
    return directory.isEmpty()
        ? Optional.empty()
        : Optional.of(workingDirectory.resolve(NativeText.path(directory)));
  }

  private static Launch launch(Optional<Path> directory, boolean keepsBackground) {
    return new Launch(directory, Streams.APART, Optional.of(ENDING), Set.of(), keepsBackground);
  }

  private static SequencedMap<String, String> layered(
      Map<String, String> pipeline,
      String task,
      Map<String, String> own) {
    var all = new LinkedHashMap<>(pipeline);
    all.put(TASK_NAME, task);
    all.putAll(own);
    return all;
  }
}
