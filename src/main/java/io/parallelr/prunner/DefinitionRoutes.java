package io.parallelr.prunner;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Parameters;
import io.parallelr.http.Rights;
import io.parallelr.job.JobState;
import io.parallelr.json.JsonText;
import io.parallelr.schedule.CronTimes;
import io.parallelr.serve.EndWords;
import io.parallelr.serve.JobService;
import io.parallelr.store.JobFilter;
import io.parallelr.store.JobRow;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/// Shows pipelines as they are defined now, when their jobs are due, and how the last ones went.
/// For any threads.
final class DefinitionRoutes {
  private static final int USUAL_HISTORY = 50;
  private static final int LONGEST_HISTORY = 1_000;

  private final LiveDefinitions definitions;
  private final Scheduling scheduling;
  private final JobService jobs;
  private final Pipelines.Clocks clocks;

  DefinitionRoutes(
      LiveDefinitions definitions,
      Scheduling scheduling,
      JobService jobs,
      Pipelines.Clocks clocks) {
    this.definitions = definitions;
    this.scheduling = scheduling;
    this.jobs = jobs;
    this.clocks = clocks;
  }

  private record Listed(Pipeline pipeline, Optional<JobRow> last) {}

  void list(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    var shown = new ArrayList<Listed>();
    for (var pipeline : definitions.current().all()) {
      if (Rights.mayUse(exchange, pipeline.name())) {
        shown.add(
            new Listed(
                pipeline,
                jobs.store().list(of(pipeline, Set.of(), 1)).stream().findFirst()));
      }
    }
    exchange.sendJson(
        200,
        json -> JsonText.objects(
            json, "pipelines", shown, one -> writeHead(json, one.pipeline(), one.last())));
  }

  private static JobFilter of(Pipeline pipeline, Set<JobState> states, int limit) {
    return JobFilter.ALL.withDialect(PipelineJobs.DIALECT)
        .withNames(Set.of(pipeline.name()))
        .withStates(states)
        .withLimit(limit);
  }

  private void writeHead(JsonGenerator json, Pipeline pipeline, Optional<JobRow> last) {
    var origin = pipeline.origin();
    json.writeStringProperty("name", pipeline.name());
    json.writeStringProperty("description", origin.description());
    json.writeStringProperty("file", origin.file());
    json.writeNumberProperty("line", origin.line());
    json.writeBooleanProperty("schedulable", scheduling.accepts(pipeline));
    var count = jobs.count(PipelineJobs.laneName(pipeline.name()));
    json.writeNumberProperty("running", count.map(c -> c.running()).orElse(0));
    json.writeNumberProperty("waiting", count.map(c -> c.waiting()).orElse(0));
    json.writeNumberProperty("concurrency", pipeline.queueing().concurrency());
    json.writeNumberProperty("steps", pipeline.tasks().size());
    var now = clocks.clock().instant();
    JsonText.optional(
        json,
        "next",
        pipeline.schedules()
            .stream()
            .flatMap(schedule -> times(schedule).next(now).stream())
            .min(Comparator.naturalOrder())
            .map(Instant::toString));
    last.ifPresentOrElse(job -> {
      json.writeObjectPropertyStart("last");
      write(json, job);
      json.writeEndObject();
    }, () -> json.writeNullProperty("last"));
  }

  private CronTimes times(Schedule schedule) {
    return CronTimes.of(schedule.cron(), zone(schedule));
  }

  private ZoneId zone(Schedule schedule) {
    return schedule.zone().orElse(clocks.zone());
  }

  private static void write(JsonGenerator json, JobRow job) {
    json.writeStringProperty("id", job.id());
    json.writeStringProperty("state", EndWords.word(job.state(), job.verdict()));
    json.writeStringProperty("user", job.head().user());
    json.writeStringProperty("created", job.created().toString());
    JsonText.optional(json, "started", job.started().map(Instant::toString));
    JsonText.optional(json, "ended", job.ended().map(Instant::toString));
  }

  void show(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    var name = exchange.parameter("name");
    var pipeline = definitions.current()
        .find(name)
        .filter(_ -> Rights.mayUse(exchange, name))
        .orElseThrow(() -> new HttpError(404, "pipeline \"%s\" is not defined".formatted(name)));
    int most = Parameters.number(exchange, "history", 1, LONGEST_HISTORY)
        .orElse((long) USUAL_HISTORY)
        .intValue();
    var history = jobs.store().list(of(pipeline, Set.of(JobState.ENDED), most));
    var last = jobs.store().list(of(pipeline, Set.of(), 1)).stream().findFirst();
    var secrets = DefinedSecrets.of(definitions.current().all());
    // a file may define other pipelines, too
    var source = Rights.pipelines(exchange).isPresent()
        ? Optional.<List<String>>empty()
        : DefinitionJson.source(pipeline, definitions.files(), secrets);
    exchange.sendJson(200, json -> {
      writeHead(json, pipeline, last);
      DefinitionJson.write(json, pipeline, source, secrets);
      JsonText.objects(
          json, "schedules", pipeline.schedules(), schedule -> write(json, schedule));
      JsonText.objects(json, "history", history, job -> {
        write(json, job);
        DefinitionJson.seconds(json, "wait_seconds", Optional.of(job.created()), job.started());
        DefinitionJson.seconds(json, "run_seconds", job.started(), job.ended());
      });
    });
  }

  private void write(JsonGenerator json, Schedule schedule) {
    DefinitionJson.write(json, schedule, zone(schedule));
    json.writeArrayPropertyStart("next");
    var times = times(schedule);
    var next = times.next(clocks.clock().instant());
    for (int i = 0; i < DefinitionJson.NEXT_TIMES && next.isPresent(); i++) {
      json.writeString(next.get().toString());
      next = times.next(next.get());
    }
    json.writeEndArray();
  }
}
