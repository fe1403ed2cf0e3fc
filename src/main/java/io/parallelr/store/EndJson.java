package io.parallelr.store;

import io.parallelr.job.Intent;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepState;
import io.parallelr.job.Verdict;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// The facts of how jobs and steps ended, as JSON. Which case it is stands beside it: the state of
/// the step, or the word of the verdict.
final class EndJson {
  private static final String END = "end";
  private static final String REASON = "reason";
  private static final String STEP = "step";
  private static final String BY = "by";
  private static final String LIMIT = "limit";
  private static final String OF_JOB = "of_job";
  private static final String BY_RULE = "by_rule";
  private static final String DEPENDENCY = "dependency";

  private EndJson() {}

  /// The facts of an end; empty if there are none.
  static Optional<String> facts(StepEnd end) {
    return switch (end) {
      case StepEnd.Succeeded _,StepEnd.Blocked _,StepEnd.Canceled _ -> Optional.empty();
      default -> Optional.of(JsonText.object(json -> write(json, end)));
    };
  }

  private static void write(JsonGenerator json, StepEnd end) {
    switch (end) {
      case StepEnd.Failed(var outcome) -> OutcomeJson.write(json, outcome);
      case StepEnd.TimedOut(var limit, var ofJob) -> {
        json.writeStringProperty(LIMIT, limit.toString());
        json.writeBooleanProperty(OF_JOB, ofJob);
      }
      case StepEnd.Killed(var by) -> json.writeStringProperty(BY, by.name());
      case StepEnd.NotRun(var reason) -> json.writeStringProperty(REASON, reason);
      case StepEnd.Lost(var reason) -> json.writeStringProperty(REASON, reason);
      case StepEnd.Skipped(var byRule) -> json.writeBooleanProperty(BY_RULE, byRule);
      case StepEnd.Unreached(var dependency) -> json.writeStringProperty(DEPENDENCY, dependency);
      case StepEnd.Succeeded _,StepEnd.Blocked _,StepEnd.Canceled _ -> {
        // the state says it all
      }
    }
  }

  /// Reads an end.
  ///
  /// @param facts empty if there are none
  static StepEnd end(StepState state, Optional<String> facts) throws IOException {
    return end(state, parsed(facts));
  }

  private static JsonObject parsed(Optional<String> facts) throws IOException {
    return facts.isPresent() ? JsonObject.parse(facts.get()) : JsonObject.EMPTY;
  }

  private static StepEnd end(StepState state, JsonObject facts) throws IOException {
    return switch (state) {
      case SUCCEEDED -> new StepEnd.Succeeded();
      case FAILED -> new StepEnd.Failed(OutcomeJson.read(facts));
      case TIMED_OUT -> new StepEnd.TimedOut(Fields.duration(facts, LIMIT), facts.flag(OF_JOB));
      case KILLED -> new StepEnd.Killed(Fields.word(facts, BY, Intent.class));
      case NOT_RUN -> new StepEnd.NotRun(Fields.text(facts, REASON));
      case LOST -> new StepEnd.Lost(Fields.text(facts, REASON));
      case SKIPPED -> new StepEnd.Skipped(facts.flag(BY_RULE));
      case BLOCKED -> new StepEnd.Blocked();
      case UNREACHED -> new StepEnd.Unreached(Fields.text(facts, DEPENDENCY));
      case CANCELED -> new StepEnd.Canceled();
      case PENDING, READY, RUNNING -> throw new IOException("a step that is " + state
          + " has an end");
    };
  }

  /// The word by which jobs are searched for.
  static String word(Verdict verdict) {
    return verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /// The facts of a verdict; empty if there are none.
  static Optional<String> facts(Verdict verdict) {
    return verdict instanceof Verdict.Succeeded
        ? Optional.empty()
        : Optional.of(JsonText.object(json -> write(json, verdict)));
  }

  private static void write(JsonGenerator json, Verdict verdict) {
    switch (verdict) {
      case Verdict.Succeeded _ -> {
        // the word says it all
      }
      case Verdict.Failed(var step, var end) -> {
        json.writeStringProperty(STEP, step);
        json.writeStringProperty("state", end.state().name());
        json.writeObjectPropertyStart(END);
        write(json, end);
        json.writeEndObject();
      }
      case Verdict.Canceled(var by) -> json.writeStringProperty(BY, by.name());
      case Verdict.TimedOut(var limit) -> json.writeStringProperty(LIMIT, limit.toString());
      case Verdict.Blocked(var step) -> json.writeStringProperty(STEP, step);
      case Verdict.Lost(var step, var reason) -> {
        json.writeStringProperty(STEP, step);
        json.writeStringProperty(REASON, reason);
      }
    }
  }

  /// Reads a verdict.
  ///
  /// @param facts empty if there are none
  static Verdict verdict(String word, Optional<String> facts) throws IOException {
    var json = parsed(facts);
    return switch (word) {
      case "succeeded" -> new Verdict.Succeeded();
      case "failed" -> new Verdict.Failed(
          Fields.text(json, STEP),
          end(
              Fields.word(json, "state", StepState.class),
              Fields.object(json, END)));
      case "canceled" -> new Verdict.Canceled(Fields.word(json, BY, Intent.class));
      case "timedout" -> new Verdict.TimedOut(Fields.duration(json, LIMIT));
      case "blocked" -> new Verdict.Blocked(Fields.text(json, STEP));
      case "lost" -> new Verdict.Lost(Fields.text(json, STEP), Fields.text(json, REASON));
      default -> throw new IOException("unknown verdict " + word);
    };
  }
}
