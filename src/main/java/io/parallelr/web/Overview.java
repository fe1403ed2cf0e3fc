package io.parallelr.web;

import io.parallelr.http.Exchange;
import io.parallelr.http.Rights;
import io.parallelr.job.JobState;
import io.parallelr.job.JobsPlan;
import io.parallelr.json.JsonText;
import io.parallelr.serve.JobService;
import io.parallelr.store.JobFilter;
import io.parallelr.store.JobRow;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import tools.jackson.core.JsonGenerator;

/// What a server does now, in one answer. It is made once a second at most, however many ask. For
/// any threads.
public final class Overview {
  private static final Duration KEPT = Duration.ofSeconds(1);
  private static final int MOST_KEPT = 100;
  private static final int MOST_RUNNING = 20;
  private static final int MOST_FAILED = 10;
  private static final int MEAN_MINUTES = 10;
  private static final String RUN = "run";

  private final JobService jobs;
  private final Rates rates;
  private final IntSupplier busy;
  private final Beside beside;
  private final InstantSource clock;
  private final Map<Optional<Set<String>>, Made> made = new ConcurrentHashMap<>(); // by pipelines

  /// What it shows beside jobs.
  ///
  /// @param version of the product
  /// @param poolLane the lane of tasks of steps
  /// @param other what else runs
  public record Beside(String version, String poolLane, OtherWork other) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Made(Instant at, byte[] json) {}

  /// What is shown to whom.
  private record Content(
      Map<String, JobsPlan.Count> lanes,
      List<JobRow> running,
      List<Consumer<JsonGenerator>> otherRunning,
      List<OtherWork.Failure> failed,
      Optional<Long> ended,
      List<EndedMinutes.Minute> minutes,
      boolean isAll) {}

  /// @param busy how many steps run
  Overview(
      JobService jobs,
      Rates rates,
      IntSupplier busy,
      Beside beside,
      InstantSource clock) {
    this.jobs = jobs;
    this.rates = rates;
    this.busy = busy;
    this.beside = beside;
    this.clock = clock;
  }

  void show(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    var pipelines = Rights.pipelines(exchange);
    var kept = Optional.ofNullable(made.get(pipelines));
    var now = clock.instant();
    if (kept.isEmpty() || kept.get().at().plus(KEPT).isBefore(now)) {
      if (made.size() > MOST_KEPT) {
        made.clear();
      }
      kept = Optional.of(new Made(now, json(content(pipelines), now)));
      made.put(pipelines, kept.get());
    }
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendJson(200, kept.get().json());
  }

  private Content content(Optional<Set<String>> pipelines) throws IOException {
    var lanes = new TreeMap<>(jobs.counts());
    lanes.keySet().removeIf(lane -> !maySee(pipelines, lane));
    boolean isAll = pipelines.isEmpty();
    var names = pipelines.orElse(Set.of());
    boolean isNothing = !isAll && names.isEmpty();
    var failed = new ArrayList<>(
        isNothing
            ? List.<OtherWork.Failure>of()
            : new Failures(jobs).last(names, MOST_FAILED));
    if (isAll) {
      failed.addAll(beside.other().failed(MOST_FAILED));
    }
    failed.sort(Comparator.comparing(OtherWork.Failure::at).reversed());
    return new Content(
        lanes,
        isNothing ? List.of() : jobs.store().list(running(names)),
        isAll ? beside.other().running() : List.of(),
        failed.subList(0, Math.min(MOST_FAILED, failed.size())),
        isAll
            ? Optional.of(jobs.store().counts().getOrDefault(JobState.ENDED, 0L))
            : Optional.empty(),
        isAll ? rates.last() : rates.last(names),
        isAll);
  }

  /// Lanes are called after their pipelines.
  private static boolean maySee(Optional<Set<String>> pipelines, String lane) {
    return pipelines.map(names -> names.contains(lane.substring(lane.indexOf('/') + 1)))
        .orElse(true);
  }

  private static JobFilter running(Set<String> names) {
    return JobFilter.ALL.withNames(names)
        .withStates(Set.of(JobState.RUNNING, JobState.HANDLING))
        .withLimit(MOST_RUNNING);
  }

  private byte[] json(Content content, Instant now) {
    var obstacles = jobs.obstacles();
    return JsonText.line(json -> {
      json.writeStringProperty("time", now.toString());
      json.writeStringProperty("version", beside.version());
      json.writeStringProperty("started", rates.start().toString());
      JsonText.optional(json, "problem", obstacles.ofAll());
      writeNumbers(json, content);
      JsonText.objects(
          json, "running_jobs", content.running(),
          job -> JobJson.writeSummary(json, job, obstacles));
      JsonText.objects(json, "running_runs", content.otherRunning(), run -> run.accept(json));
      JsonText.objects(json, "failed", content.failed(), failure -> write(json, failure));
      writeRates(json, content.minutes());
    });
  }

  private void writeNumbers(JsonGenerator json, Content content) {
    json.writeObjectPropertyStart("jobs");
    json.writeNumberProperty(
        "waiting", content.lanes().values().stream().mapToInt(JobsPlan.Count::waiting).sum());
    json.writeNumberProperty(
        "running", content.lanes().values().stream().mapToInt(JobsPlan.Count::running).sum());
    JsonText.number(json, "ended", content.ended());
    json.writeEndObject();
    writeSlots(json, content);
    JsonText.objects(json, "lanes", List.copyOf(content.lanes().entrySet()), lane -> {
      json.writeStringProperty("name", lane.getKey());
      json.writeNumberProperty("concurrency", lane.getValue().concurrency());
      write(json, lane.getValue());
    });
    var pool = Optional.ofNullable(content.lanes().get(beside.poolLane()));
    pool.filter(_ -> content.isAll()).ifPresentOrElse(count -> {
      json.writeObjectPropertyStart("pool");
      json.writeNumberProperty("size", count.concurrency());
      write(json, count);
      json.writeEndObject();
    }, () -> json.writeNullProperty("pool"));
  }

  /// All jobs share them, so they say something of those that not everybody may see.
  private void writeSlots(JsonGenerator json, Content content) {
    if (content.isAll()) {
      json.writeObjectPropertyStart("slots");
      json.writeNumberProperty("size", jobs.slots());
      json.writeNumberProperty("busy", busy.getAsInt());
      json.writeEndObject();
    } else {
      json.writeNullProperty("slots");
    }
  }

  private static void write(JsonGenerator json, JobsPlan.Count count) {
    json.writeNumberProperty("running", count.running());
    json.writeNumberProperty("waiting", count.waiting());
  }

  private static void write(JsonGenerator json, OtherWork.Failure failure) {
    json.writeStringProperty("kind", failure.kind());
    json.writeStringProperty(failure.kind(), failure.id());
    JsonText.optional(json, "name", failure.name());
    if (failure.kind().equals(RUN)) {
      JsonText.optional(json, "task", failure.task());
      JsonText.number(json, "sequence", failure.part().map(Long::valueOf));
    } else {
      JsonText.optional(json, "step", failure.part());
    }
    json.writeStringProperty("state", failure.state());
    json.writeStringProperty("at", failure.at().toString());
    JsonText.optional(json, "reason", failure.reason());
    JsonText.optional(json, "stderr", failure.stderr());
  }

  private static void writeRates(JsonGenerator json, List<EndedMinutes.Minute> minutes) {
    var recent = minutes.subList(Math.max(0, minutes.size() - MEAN_MINUTES), minutes.size());
    json.writeObjectPropertyStart("rates");
    JsonText.objects(json, "minutes", minutes, minute -> {
      json.writeStringProperty("at", minute.at().toString());
      json.writeNumberProperty("ended", minute.ended());
      json.writeNumberProperty("failed", minute.failed());
    });
    mean(json, "ended_per_minute", sum(recent, EndedMinutes.Minute::ended), recent.size());
    mean(json, "failed_per_minute", sum(recent, EndedMinutes.Minute::failed), recent.size());
    json.writeEndObject();
  }

  private static int sum(
      List<EndedMinutes.Minute> minutes,
      ToIntFunction<EndedMinutes.Minute> number) {
    return minutes.stream().mapToInt(number).sum();
  }

  private static void mean(JsonGenerator json, String name, int sum, int minutes) {
    JsonText.decimal(
        json,
        name,
        BigDecimal.valueOf(sum).divide(BigDecimal.valueOf(minutes), 2, RoundingMode.HALF_UP));
  }
}
