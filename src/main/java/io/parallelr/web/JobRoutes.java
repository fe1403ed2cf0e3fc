package io.parallelr.web;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Parameters;
import io.parallelr.http.Rights;
import io.parallelr.job.CommandReply;
import io.parallelr.job.Hold;
import io.parallelr.job.JobState;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.serve.JobService;
import io.parallelr.serve.Obstacles;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/// Shows jobs, and passes on commands to them.
final class JobRoutes {
  private static final Duration LONGEST_HOLD = Duration.ofDays(3_650);
  private static final int MOST_SLOTS = 4_096;

  private final JobService jobs;
  private final JobStore store;
  private final LogAnswers logs;
  private final InstantSource clock;

  JobRoutes(JobService jobs, LogAnswers logs, InstantSource clock) {
    this.jobs = jobs;
    this.store = jobs.store();
    this.logs = logs;
    this.clock = clock;
  }

  void list(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    var query = ListQuery.of(exchange);
    exchange.setHeader("Cache-Control", "private, no-cache");
    var obstacles = jobs.obstacles();
    if (exchange.isNotModified(etag(exchange, obstacles))) {
      return;
    }
    var page = query.isEmpty() ? List.<JobRow>of() : store.list(query.filter());
    exchange.sendJson(200, json -> {
      JsonText.objects(json, "jobs", page, job -> JobJson.writeSummary(json, job, obstacles));
      JsonText.optional(json, "next", query.next(page).map(String::valueOf));
    });
  }

  /// Read before the jobs are, so that it never names a version newer than them.
  private String etag(Exchange exchange, Obstacles obstacles) {
    return "\"%s.%08x.%08x\"".formatted(
        store.version(), Rights.pipelines(exchange).hashCode(), obstacles.hashCode());
  }

  void show(Exchange exchange) throws IOException {
    var job = find(exchange);
    var obstacles = jobs.obstacles();
    var before = jobs.countBefore(job.id());
    var lane = jobs.count(job.spec().lane());
    exchange.sendJson(200, json -> {
      JobJson.write(json, job, obstacles);
      if (before.isPresent() && lane.isPresent()) {
        json.writeObjectPropertyStart("queue");
        json.writeNumberProperty("concurrency", lane.get().concurrency());
        json.writeNumberProperty("running", lane.get().running());
        json.writeNumberProperty("before", before.get());
        json.writeEndObject();
      }
    });
  }

  void log(Exchange exchange) throws IOException, InterruptedException {
    var job = find(exchange);
    logs.answer(exchange, job, step(exchange, job));
  }

  /// The job that the path names.
  private JobRow find(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    var id = exchange.parameter("id");
    return store.find(id)
        .filter(job -> Rights.mayUse(exchange, job.head().name()))
        .orElseThrow(() -> new HttpError(404, "there is no job %s".formatted(id)));
  }

  private static String step(Exchange exchange, JobRow job) {
    var name = exchange.parameter("step");
    return job.step(name)
        .orElseThrow(
            () -> new HttpError(404, "job %s has no step %s".formatted(job.id(), name)))
        .name();
  }

  void cancel(Exchange exchange) throws IOException {
    var job = toChange(exchange);
    answer(exchange, job, jobs.cancel(job.id()), "it has ended");
  }

  void hold(Exchange exchange) throws IOException {
    var job = toChange(exchange);
    answer(exchange, job, jobs.hold(job.id(), wanted(exchange)), "it is being ended");
  }

  void resume(Exchange exchange) throws IOException {
    var job = toChange(exchange);
    answer(exchange, job, jobs.resume(job.id()), "it is being ended");
  }

  void killStep(Exchange exchange) throws IOException {
    var job = toChange(exchange);
    var step = step(exchange, job);
    answer(exchange, job, jobs.kill(job.id(), step), "step %s has ended".formatted(step));
  }

  void holdStep(Exchange exchange) throws IOException {
    var job = toChange(exchange);
    var step = step(exchange, job);
    answer(
        exchange,
        job,
        jobs.hold(job.id(), step, wanted(exchange)),
        "step %s runs or has ended".formatted(step));
  }

  void resumeStep(Exchange exchange) throws IOException {
    var job = toChange(exchange);
    var step = step(exchange, job);
    answer(
        exchange,
        job,
        jobs.resume(job.id(), step),
        "step %s runs or has ended".formatted(step));
  }

  /// Changes how many processes run at once.
  void resize(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.ADMIN);
    long slots = parsed(exchange.bodyText()).number("slots").orElse(0L);
    if (slots < 1 || slots > MOST_SLOTS) {
      throw Parameters.invalid(
          "slots", String.valueOf(slots), "a whole number from 1 to " + MOST_SLOTS);
    }
    jobs.resize((int) slots);
    exchange.sendJson(200, json -> json.writeNumberProperty("slots", jobs.slots()));
  }

  private JobRow toChange(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.CANCEL);
    return find(exchange);
  }

  /// Until a time, for some seconds, or until somebody resumes it.
  private Hold wanted(Exchange exchange) throws IOException {
    var text = exchange.bodyText();
    if (text.isBlank()) {
      return new Hold.Resume();
    }
    var body = parsed(text);
    if (body.text("until").isPresent()) {
      return new Hold.Until(Parameters.time("until", body.text("until").get()));
    }
    if (body.number("seconds").isPresent()) {
      long seconds = body.number("seconds").get();
      if (seconds < 1 || seconds > LONGEST_HOLD.toSeconds()) {
        throw Parameters.invalid(
            "seconds",
            String.valueOf(seconds),
            "a whole number from 1 to " + LONGEST_HOLD.toSeconds());
      }
      return new Hold.Until(clock.instant().plusSeconds(seconds));
    }
    if (!body.names().isEmpty()) {
      throw new HttpError(
          400,
          "the body has none of the fields that are known; send until, seconds, or no body");
    }
    return new Hold.Resume();
  }

  private static JsonObject parsed(String text) {
    try {
      return JsonObject.parse(text);
    } catch (IOException e) {
      throw new HttpError(400, "the body is not a JSON object");
    }
  }

  /// @param tooLate why it cannot be done, if that is the reply
  private void answer(Exchange exchange, JobRow job, CommandReply reply, String tooLate)
      throws IOException {
    switch (reply) {
      case DONE, UNCHANGED -> exchange.sendJson(
          200,
          json -> json.writeStringProperty("reply", reply.name().toLowerCase(Locale.ROOT)));
      case TOO_LATE, UNKNOWN -> throw new HttpError(
          409,
          "job %s: %s".formatted(
              job.id(),
              job.state() == JobState.ENDED || reply == CommandReply.UNKNOWN
                  ? "it has ended"
                  : tooLate));
    }
  }
}
