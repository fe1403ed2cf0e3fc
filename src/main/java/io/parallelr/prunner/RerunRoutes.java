package io.parallelr.prunner;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.job.JobState;
import io.parallelr.job.StepEnd;
import io.parallelr.json.JsonValues;
import io.parallelr.serve.JobService;
import io.parallelr.store.JobRow;
import io.parallelr.store.StepRow;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Starts jobs of pipelines once more: with the variables of an earlier job, but as their pipeline
/// is defined now. So it is for other jobs that are defined by name. For any threads.
final class RerunRoutes {
  private final Scheduling scheduling;
  private final JobService jobs;

  RerunRoutes(Scheduling scheduling, JobService jobs) {
    this.scheduling = scheduling;
    this.jobs = jobs;
  }

  void rerun(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.RUN);
    var job = find(exchange);
    var body = body(exchange);
    var variables = new LinkedHashMap<>(JsonValues.object(job.head().variables()));
    if (body.getOrDefault("variables", Map.of()) instanceof Map<?, ?> given) {
      given.forEach((name, value) -> variables.put(String.valueOf(name), value));
    } else {
      throw new HttpError(400, "variables: send an object");
    }
    boolean isOther = scheduling.isOther(job.head());
    boolean isFromFailed = Boolean.TRUE.equals(body.get("from_failed"));
    if (isOther && isFromFailed) {
      throw new HttpError(
          409,
          "job %s is not one of a pipeline; it can only be run again as a whole"
              .formatted(job.id()));
    }
    var done = isFromFailed ? done(job) : Set.<String>of();
    var wish = new Scheduling.Wish(
        job.head().name(),
        variables,
        exchange.claims().subject(),
        job.spec().partition(),
        done);
    switch (isOther ? scheduling.scheduleOther(wish) : scheduling.schedule(wish)) {
      case Scheduling.Answer.Accepted(var id) -> exchange.sendJson(
          202,
          json -> json.writeStringProperty("job", id));
      case Scheduling.Answer.NotDefined(var pipeline) -> throw new HttpError(
          409,
          "%s \"%s\" is no longer defined".formatted(
              isOther ? job.head().dialect() : "pipeline", pipeline));
      case Scheduling.Answer.Invalid(var lines) -> throw new HttpError(
          422,
          String.join("\n", lines));
      case Scheduling.Answer.Refused(var text) -> throw new HttpError(409, text);
      case Scheduling.Answer.Closing() -> throw new HttpError(503, "the server is shutting down");
      case Scheduling.Answer.NotStored(var reason, var isFull) -> throw new HttpError(
          isFull ? 507 : 500,
          reason);
    }
  }

  private JobRow find(Exchange exchange) throws IOException {
    var id = exchange.parameter("id");
    var job = jobs.store()
        .find(id)
        .filter(row -> Rights.mayUse(exchange, row.head().name()))
        .orElseThrow(() -> new HttpError(404, "there is no job %s".formatted(id)));
    if (!job.head().dialect().equals(PipelineJobs.DIALECT) && !scheduling.isOther(job.head())) {
      throw new HttpError(409, "job %s is not one of a pipeline".formatted(id));
    }
    return job;
  }

  private static Map<String, @Nullable Object> body(Exchange exchange) throws IOException {
    var text = exchange.bodyText();
    try {
      return JsonValues.object(text.isBlank() ? "{}" : text);
    } catch (IOException e) {
      throw new HttpError(400, "the body is not a JSON object");
    }
  }

  /// What need not be run again.
  private static Set<String> done(JobRow job) {
    if (job.state() != JobState.ENDED) {
      throw new HttpError(409, "job %s has not ended".formatted(job.id()));
    }
    var done = job.steps()
        .stream()
        .filter(RerunRoutes::isDone)
        .map(StepRow::name)
        .collect(Collectors.toSet());
    if (job.spec().steps().stream().allMatch(step -> done.contains(step.name()))) {
      throw new HttpError(409, "no task of job %s has failed".formatted(job.id()));
    }
    return done;
  }

  /// Also if it was passed over, as it had been done by a job before.
  private static boolean isDone(StepRow step) {
    return step.end()
        .filter(
            end -> end instanceof StepEnd.Succeeded
                || (end instanceof StepEnd.Skipped(var byRule) && !byRule))
        .isPresent();
  }
}
