package io.parallelr.prunner;

import io.parallelr.http.ErrorAnswer;
import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.job.JobState;
import io.parallelr.job.Verdict;
import io.parallelr.serve.JobService;
import io.parallelr.store.JobRow;
import java.io.IOException;

/// The interface of prunner over HTTP.
final class PrunnerApi {
  private final Scheduling scheduling;
  private final JobService jobs;
  private final JobList list;
  private final RenderedJobs rendered;
  private final LogRoutes logs;

  PrunnerApi(
      Scheduling scheduling,
      JobService jobs,
      JobList list,
      RenderedJobs rendered,
      LogRoutes logs) {
    this.scheduling = scheduling;
    this.jobs = jobs;
    this.list = list;
    this.rendered = rendered;
    this.logs = logs;
  }

  /// @param guard who may use it
  Routes routes(Guard guard) {
    return new Routes()
        .guard(guard, "/pipelines", "/job")
        .errors(ErrorAnswer.JSON)
        .withoutHead()
        .get("/pipelines", list::pipelines)
        .get("/pipelines/", list::pipelines)
        .get("/pipelines/jobs", list::jobs)
        .post("/pipelines/schedule", this::schedule)
        .get("/job/detail", this::detail)
        .get("/job/logs", logs::logs)
        .post("/job/cancel", this::cancel);
  }

  private void schedule(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.RUN);
    var body = body(exchange);
    Rights.requirePipeline(exchange, body.pipeline());
    var wish = new Scheduling.Wish(
        body.pipeline(),
        body.variables(),
        exchange.claims().subject(),
        body.partition());
    switch (scheduling.schedule(wish)) {
      case Scheduling.Answer.Accepted(var job) -> exchange.sendJson(
          202,
          json -> json.writeStringProperty("jobId", job));
      case Scheduling.Answer.NotDefined(var pipeline) -> throw refused(
          400,
          "pipeline \"%s\" is not defined".formatted(pipeline));
      case Scheduling.Answer.Invalid(var lines) -> throw refused(400, String.join("\n", lines));
      case Scheduling.Answer.Refused(var text) -> throw refused(400, text);
      case Scheduling.Answer.Closing() -> throw new HttpError(503, "Server is shutting down");
      case Scheduling.Answer.NotStored(var reason, var isFull) -> throw refused(
          isFull ? 507 : 500,
          reason);
    }
  }

  private static ScheduleBody body(Exchange exchange) throws IOException {
    try {
      return ScheduleBody.parse(exchange.body());
    } catch (ScheduleBody.MalformedException e) {
      throw new HttpError(400, "Error decoding JSON: " + e.getMessage());
    }
  }

  private static HttpError refused(int status, String text) {
    return new HttpError(status, "Error scheduling pipeline: " + text);
  }

  private void detail(Exchange exchange) throws IOException {
    exchange.sendJson(200, rendered.of(AskedJob.find(exchange, jobs.store())));
  }

  private void cancel(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.CANCEL);
    var job = AskedJob.find(exchange, jobs.store());
    if (job.state() != JobState.ENDED) {
      switch (jobs.cancel(job.id())) {
        case DONE, UNCHANGED -> {
          sendTrue(exchange);
          return;
        }
        case TOO_LATE, UNKNOWN -> job = AskedJob.find(exchange, jobs.store()); // it ended just now
      }
    }
    if (!wasCanceled(job)) {
      throw new HttpError(409, "Error canceling job: it is completed");
    }
    sendTrue(exchange);
  }

  private static boolean wasCanceled(JobRow job) {
    return job.started().isEmpty()
        || job.verdict().filter(Verdict.Canceled.class::isInstance).isPresent();
  }

  private static void sendTrue(Exchange exchange) throws IOException {
    exchange.sendJson(200, new byte[]{'t', 'r', 'u', 'e'});
  }
}
