package io.parallelr.web;

import io.parallelr.job.Countdown;
import io.parallelr.job.Hold;
import io.parallelr.job.JobState;
import io.parallelr.job.JobTerms;
import io.parallelr.job.StepSpec;
import io.parallelr.json.JsonText;
import io.parallelr.serve.EndWords;
import io.parallelr.serve.Obstacles;
import io.parallelr.store.JobRow;
import io.parallelr.store.StepRow;
import io.parallelr.task.TimeLimit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/// Jobs as the fields of JSON objects.
final class JobJson {
  private static final String HELD = "until_resumed";
  /// The dialect of jobs that can be run again: their pipelines say how.
  private static final String OF_PIPELINES = "prunner";

  private JobJson() {}

  /// What a list shows of a job.
  static void writeSummary(JsonGenerator json, JobRow job, Obstacles obstacles) {
    json.writeStringProperty("id", job.id());
    json.writeNumberProperty("number", job.seq());
    json.writeStringProperty("dialect", job.head().dialect());
    json.writeStringProperty("name", job.head().name());
    json.writeStringProperty("user", job.head().user());
    json.writeStringProperty("lane", job.spec().lane());
    EndWords.write(json, job.state(), job.verdict(), obstacles.ofJob(job));
    boolean isLive = job.state() != JobState.ENDED;
    JsonText.optional(json, "hold", job.waits().hold().filter(_ -> isLive).map(JobJson::word));
    json.writeStringProperty("created", job.created().toString());
    time(json, "started", job.started());
    time(json, "ended", job.ended());
    json.writeObjectPropertyStart("step_counts");
    counts(job).forEach(json::writeNumberProperty);
    json.writeEndObject();
  }

  private static Map<String, Long> counts(JobRow job) {
    return job.steps()
        .stream()
        .collect(
            Collectors.groupingBy(
                step -> EndWords.word(step.state()),
                TreeMap::new,
                Collectors.counting()));
  }

  /// All of a job.
  static void write(JsonGenerator json, JobRow job, Obstacles obstacles) {
    writeSummary(json, job, obstacles);
    json.writeStringProperty("partition", job.spec().partition());
    boolean isLive = job.state() != JobState.ENDED;
    time(
        json,
        "not_before",
        Optional.of(job.waits().notBefore())
            .filter(_ -> job.state() == JobState.WAITING)
            .filter(at -> at.isAfter(job.created())));
    JsonText.optional(
        json,
        "stopping",
        job.course().stop().filter(_ -> isLive).map(EndWords::word));
    time(
        json,
        "deadline",
        job.course().countdown() instanceof Countdown.Until(var end) && isLive
            ? Optional.of(end)
            : Optional.empty());
    JsonText.optional(json, "first_failure", job.course().failure());
    write(json, job.spec().terms());
    ShownVariables.write(json, job);
    json.writeBooleanProperty("can_rerun", job.head().dialect().equals(OF_PIPELINES));
    writeSteps(json, job, obstacles);
  }

  private static void write(JsonGenerator json, JobTerms terms) {
    json.writeStringProperty("on_failure", terms.onFailure().name().toLowerCase(Locale.ROOT));
    seconds(json, "time_limit", terms.timeLimit());
    JsonText.number(
        json,
        "max_parallel",
        Optional.of(terms.maxParallel()).filter(most -> most != JobTerms.UNLIMITED));
  }

  private static void writeSteps(JsonGenerator json, JobRow job, Obstacles obstacles) {
    var specs = Stream.concat(job.spec().steps().stream(), job.spec().handler().stream())
        .collect(Collectors.toMap(StepSpec::name, Function.identity()));
    var handler = job.spec().handler().map(StepSpec::name);
    JsonText.objects(json, "steps", job.steps(), step -> {
      json.writeStringProperty("name", step.name());
      Optional.ofNullable(specs.get(step.name())).ifPresent(spec -> write(json, spec));
      json.writeBooleanProperty("handler", handler.filter(step.name()::equals).isPresent());
      write(json, step, obstacles.ofStep(job, step));
    });
  }

  private static void write(JsonGenerator json, StepSpec spec) {
    JsonText.strings(json, "depends_on", spec.dependsOn());
    json.writeStringProperty("work", spec.work().kind());
    json.writeBooleanProperty("soft", spec.terms().soft());
    json.writeNumberProperty("attempts", spec.terms().retries().count() + 1);
    seconds(json, "time_limit", spec.terms().timeLimit());
  }

  private static void write(JsonGenerator json, StepRow step, Optional<String> obstacle) {
    EndWords.write(json, step, obstacle);
    JsonText.optional(
        json,
        "held",
        step.hold().filter(_ -> step.end().isEmpty()).map(JobJson::word));
    json.writeNumberProperty("attempt", step.attempt());
    time(json, "started", step.started());
    time(json, "ended", step.ended());
  }

  private static String word(Hold hold) {
    return switch (hold) {
      case Hold.Resume _ -> HELD;
      case Hold.Until(var end) -> end.toString();
    };
  }

  private static void time(JsonGenerator json, String name, Optional<Instant> time) {
    JsonText.optional(json, name, time.map(Instant::toString));
  }

  private static void seconds(JsonGenerator json, String name, Duration limit) {
    if (TimeLimit.isNone(limit)) {
      json.writeNullProperty(name);
    } else {
      JsonText.decimal(
          json,
          name,
          BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros());
    }
  }
}
