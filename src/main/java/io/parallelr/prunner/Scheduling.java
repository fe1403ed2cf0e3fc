package io.parallelr.prunner;

import io.parallelr.job.Admission;
import io.parallelr.job.Gate;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepTerms;
import io.parallelr.json.JsonValues;
import io.parallelr.os.NativeText;
import io.parallelr.serve.JobService;
import io.parallelr.serve.NewJob;
import io.parallelr.serve.Submission;
import io.parallelr.store.JobFilter;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts jobs of pipelines. May be used by any thread.
public final class Scheduling {
  private static final Logger log = LoggerFactory.getLogger(Scheduling.class);
  private static final String JOB_ID = "__jobID";

  private final LiveDefinitions definitions;
  private final JobService jobs;
  private final PipelineJobs specs;
  private final UnrunnableJobs unrunnable;
  private final OtherJobs others;

  Scheduling(
      LiveDefinitions definitions,
      JobService jobs,
      PipelineJobs specs,
      UnrunnableJobs unrunnable,
      OtherJobs others) {
    this.others = others;
    this.definitions = definitions;
    this.jobs = jobs;
    this.specs = specs;
    this.unrunnable = unrunnable;
  }

  /// A job that somebody wants.
  ///
  /// @param variables as JSON has them
  /// @param user who wants it; may be empty
  /// @param partition of the pipeline's queue; may be empty
  /// @param done names of tasks that are passed over, as an earlier job has run them
  public record Wish(
      String pipeline,
      Map<String, @Nullable Object> variables,
      String user,
      String partition,
      Set<String> done) {
    public Wish {
      variables = Maps.copy(variables);
      done = Set.copyOf(done);
    }

    /// One of a whole pipeline.
    public Wish(
        String pipeline,
        Map<String, @Nullable Object> variables,
        String user,
        String partition) {
      this(pipeline, variables, user, partition, Set.of());
    }
  }

  /// What has become of a wish.
  public sealed interface Answer {
    /// The job will run, or is cancelled if it cannot.
    record Accepted(String job) implements Answer {}

    /// The pipeline is not defined.
    record NotDefined(String pipeline) implements Answer {}

    /// It cannot be run in this way.
    ///
    /// @param lines what is wrong, each a sentence without its full stop
    record Invalid(List<String> lines) implements Answer {}

    /// The queue has no place for it.
    ///
    /// @param text why, as a sentence without its full stop
    record Refused(String text) implements Answer {}

    /// The server is shutting down.
    record Closing() implements Answer {}

    /// It cannot be stored.
    ///
    /// @param reason as a sentence without its full stop
    /// @param isFull whether that is for lack of space
    record NotStored(String reason, boolean isFull) implements Answer {}
  }

  /// Starts a job, or lets it wait.
  public Answer schedule(Wish wish) {
    var found = definitions.current().find(wish.pipeline());
    if (found.isEmpty()) {
      return scheduleOther(wish);
    }
    var pipeline = found.get();
    var lines = pipeline.variables()
        .map(schema -> schema.check(wish.variables()))
        .orElse(List.of());
    if (!lines.isEmpty()) {
      return new Answer.Invalid(lines);
    }
    var variables = pipeline.variables()
        .map(schema -> schema.withDefaults(wish.variables()))
        .orElse(wish.variables());
    var head = new JobHead(
        PipelineJobs.DIALECT,
        pipeline.name(),
        wish.user(),
        JsonValues.text(variables));
    try {
      var fileVariables = fileVariables(pipeline);
      var objection = objection(pipeline, variables);
      return objection.isPresent()
          ? new Answer.Accepted(unrunnable.add(pipeline, head, objection.get()))
          : submit(
              pipeline,
              head,
              without(wish.done(), specs.spec(pipeline, wish.partition(), fileVariables)));
    } catch (InvalidDotenvException e) {
      return new Answer.Invalid(List.of(String.valueOf(e.getMessage())));
    } catch (StoreException e) {
      return notStored(e);
    }
  }

  /// Starts a job that no file of pipelines defines.
  Answer scheduleOther(Wish wish) {
    return others.schedule(wish).orElseGet(() -> new Answer.NotDefined(wish.pipeline()));
  }

  /// Whether a job was started so.
  boolean isOther(JobHead job) {
    return others.isOf(job.dialect());
  }

  private static JobSpec without(Set<String> done, JobSpec spec) {
    if (done.isEmpty()) {
      return spec;
    }
    return new JobSpec(
        spec.lane(),
        spec.partition(),
        spec.steps()
            .stream()
            .map(step -> done.contains(step.name()) ? disabled(step) : step)
            .toList(),
        spec.handler(),
        spec.terms());
  }

  private static StepSpec disabled(StepSpec step) {
    var terms = step.terms();
    return step.on(
        new StepTerms(
            new Gate.Disabled(), terms.soft(), terms.retries(), terms.timeLimit()));
  }

  private static Answer notStored(StoreException problem) {
    return new Answer.NotStored(
        Reason.of(problem),
        problem.kind() == StoreException.Kind.FULL);
  }

  /// Why no job with these variables can run; the original accepts it, and cancels it at once.
  private static Optional<String> objection(Pipeline pipeline, Map<String, ?> variables) {
    if (variables.containsKey(JOB_ID)) {
      return Optional.of("variable name %s is reserved for internal use".formatted(JOB_ID));
    }
    var cycle = pipeline.cycle();
    return cycle.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "building execution graph: cycle detected: " + String.join(" -> ", cycle));
  }

  private Map<String, String> fileVariables(Pipeline pipeline) throws InvalidDotenvException {
    var files = pipeline.rules().environmentFiles();
    if (files.isEmpty()) {
      return Map.of();
    }
    var definition =
        specs.workingDirectory().resolve(NativeText.path(pipeline.origin().file()));
    return Dotenv.load(
        files.stream().map(file -> definition.resolveSibling(NativeText.path(file))).toList());
  }

  private Answer submit(Pipeline pipeline, JobHead head, JobSpec spec) {
    return switch (jobs.submit(new NewJob(head, spec, pipeline.queueing().startDelay()))) {
      case Submission.Accepted(var id) -> {
        if (pipeline.queueing().strategy() instanceof QueueStrategy.Replace(_, var cancels)
            && cancels) {
          cancelOlder(pipeline, id);
        }
        yield new Answer.Accepted(id);
      }
      case Submission.Refused(var text) -> new Answer.Refused(text + " for pipeline");
      case Submission.NoLane() -> new Answer.NotDefined(pipeline.name());
      case Submission.Closing() -> new Answer.Closing();
      case Submission.NotStored(var reason, var isFull) -> new Answer.NotStored(reason, isFull);
    };
  }

  /// Cancels the running jobs that a new one waits for. Should that fail, the new one waits.
  private void cancelOlder(Pipeline pipeline, String id) {
    try {
      var newest = jobs.store().find(id);
      if (newest.filter(job -> job.state() == JobState.WAITING).isEmpty()) {
        return;
      }
      for (var job : jobs.store().list(running(pipeline.name()))) {
        if (job.seq() < newest.map(JobRow::seq).orElse(0L)) {
          var _ = jobs.cancel(job.id());
          log.info("job {} of {} is cancelled in favor of {}", job.id(), pipeline.name(), id);
        }
      }
    } catch (StoreException e) {
      log.warn("running jobs of {} are not cancelled: {}", pipeline.name(), Reason.of(e));
    }
  }

  private static JobFilter running(String pipeline) {
    return JobFilter.ALL.withDialect(PipelineJobs.DIALECT)
        .withNames(Set.of(pipeline))
        .withStates(Set.of(JobState.RUNNING, JobState.HANDLING));
  }

  /// Whether a job would be accepted now.
  boolean accepts(Pipeline pipeline) {
    var lane = PipelineJobs.laneName(pipeline.name());
    boolean isRefused = jobs.decide(lane, "")
        .filter(decision -> !(decision instanceof Admission.Decision.Refuse))
        .isEmpty();
    return !isRefused && (pipeline.queueing().startDelay().isZero() || mayWait(pipeline, lane));
  }

  /// A delayed job needs a place in the queue, even if nothing runs.
  private boolean mayWait(Pipeline pipeline, String lane) {
    return !(pipeline.queueing().strategy() instanceof QueueStrategy.Append(var limit))
        || jobs.count(lane).filter(count -> count.waiting() >= limit).isEmpty();
  }
}
