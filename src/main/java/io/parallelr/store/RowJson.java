package io.parallelr.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.job.Countdown;
import io.parallelr.job.Intent;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.StepState;
import io.parallelr.job.Waits;
import io.parallelr.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Stored jobs and steps as the fields of JSON objects. What of a job does not change is apart from
/// what does. What is absent is left out.
final class RowJson {
  private static final String SEQ = "seq";
  private static final String PLACE = "place";
  private static final String STATE = "state";
  private static final String NOT_BEFORE = "not_before";
  private static final String HOLD = "hold";
  private static final String STARTED = "started";
  private static final String ENDED = "ended";
  private static final String FACTS = "facts";
  private static final String VERDICT = "verdict";
  private static final String DEADLINE = "deadline";
  private static final String TIME_LEFT = "time_left";
  private static final String FAILURE = "failure";
  private static final String STOP = "stop";
  private static final String ATTEMPT = "attempt";
  private static final String INTENT = "intent";

  private RowJson() {}

  /// What does not change.
  static void writeNew(JsonGenerator json, StoredJob job) {
    json.writeNumberProperty(SEQ, job.seq());
    json.writeStringProperty("id", job.id());
    json.writeStringProperty("dialect", job.head().dialect());
    json.writeStringProperty("name", job.head().name());
    json.writeStringProperty("user", job.head().user());
    json.writeStringProperty("variables", job.head().variables());
    json.writeNumberProperty("created", Times.number(job.created()));
    json.writeStringProperty("spec", new String(SpecJson.bytes(job.spec()), UTF_8));
  }

  /// A job that has just come.
  static StoredJob readNew(JsonObject json, SpecCache specs) throws IOException {
    return new StoredJob(
        seq(json),
        Fields.text(json, "id"),
        new JobHead(
            Fields.text(json, "dialect"),
            Fields.text(json, "name"),
            Fields.text(json, "user"),
            Fields.text(json, "variables")),
        specs.spec(Fields.text(json, "spec").getBytes(UTF_8)),
        JobState.WAITING,
        Optional.empty(),
        Waits.NONE,
        Recorded.Course.NONE,
        Times.instant(Fields.number(json, "created")),
        Optional.empty(),
        Optional.empty());
  }

  /// The number of the job that an object is about.
  static long seq(JsonObject json) throws IOException {
    return Fields.number(json, SEQ);
  }

  static void write(JsonGenerator json, StoredJob job) {
    json.writeNumberProperty(SEQ, job.seq());
    json.writeStringProperty(STATE, job.state().name());
    write(json, job.waits());
    job.verdict().ifPresent(verdict -> {
      json.writeStringProperty(VERDICT, EndJson.word(verdict));
      EndJson.facts(verdict).ifPresent(facts -> json.writeStringProperty(FACTS, facts));
    });
    switch (job.course().countdown()) {
      case Countdown.None _ -> {
        // absent
      }
      case Countdown.Until(var end) -> json.writeNumberProperty(DEADLINE, Times.number(end));
      case Countdown.Stopped(var left) -> json.writeNumberProperty(TIME_LEFT, Times.number(left));
    }
    job.course().failure().ifPresent(step -> json.writeStringProperty(FAILURE, step));
    job.course().stop().ifPresent(intent -> json.writeStringProperty(STOP, intent.name()));
    write(json, STARTED, job.started());
    write(json, ENDED, job.ended());
  }

  private static void write(JsonGenerator json, Waits waits) {
    json.writeNumberProperty(NOT_BEFORE, Times.number(waits.notBefore()));
    waits.hold().ifPresent(hold -> json.writeNumberProperty(HOLD, Times.number(hold)));
  }

  private static void write(JsonGenerator json, String name, Optional<Instant> time) {
    time.ifPresent(at -> json.writeNumberProperty(name, Times.number(at)));
  }

  /// A job with what has changed.
  static StoredJob read(JsonObject json, StoredJob job) throws IOException {
    var verdict = json.text(VERDICT);
    return new StoredJob(
        job.seq(),
        job.id(),
        job.head(),
        job.spec(),
        Fields.word(json, STATE, JobState.class),
        verdict.isPresent()
            ? Optional.of(EndJson.verdict(verdict.get(), json.text(FACTS)))
            : Optional.empty(),
        waits(json),
        new Recorded.Course(countdown(json), json.text(FAILURE), intent(json, STOP)),
        job.created(),
        Times.instant(json.number(STARTED)),
        Times.instant(json.number(ENDED)));
  }

  private static Waits waits(JsonObject json) throws IOException {
    return new Waits(
        Times.instant(Fields.number(json, NOT_BEFORE)),
        json.number(HOLD).map(Times::hold));
  }

  private static Countdown countdown(JsonObject json) {
    return json.number(DEADLINE)
        .<Countdown>map(end -> new Countdown.Until(Times.instant(end)))
        .or(
            () -> json.number(TIME_LEFT)
                .map(left -> new Countdown.Stopped(Duration.ofNanos(left))))
        .orElseGet(Countdown.None::new);
  }

  private static Optional<Intent> intent(JsonObject json, String name) throws IOException {
    return json.text(name).isPresent()
        ? Optional.of(Fields.word(json, name, Intent.class))
        : Optional.empty();
  }

  static void write(JsonGenerator json, StoredStep step) {
    json.writeNumberProperty(SEQ, step.job());
    json.writeNumberProperty(PLACE, step.place());
    json.writeStringProperty(STATE, step.state().name());
    json.writeNumberProperty(ATTEMPT, step.attempt());
    write(json, step.waits());
    step.intent().ifPresent(intent -> json.writeStringProperty(INTENT, intent.name()));
    step.end()
        .flatMap(EndJson::facts)
        .ifPresent(facts -> json.writeStringProperty(FACTS, facts));
    write(json, STARTED, step.started());
    write(json, ENDED, step.ended());
  }

  static StoredStep readStep(JsonObject json) throws IOException {
    var state = Fields.word(json, STATE, StepState.class);
    return new StoredStep(
        seq(json),
        (int) Fields.number(json, PLACE),
        state,
        (int) Fields.number(json, ATTEMPT),
        waits(json),
        intent(json, INTENT),
        state.isOver() ? Optional.of(EndJson.end(state, json.text(FACTS))) : Optional.empty(),
        Times.instant(json.number(STARTED)),
        Times.instant(json.number(ENDED)));
  }
}
