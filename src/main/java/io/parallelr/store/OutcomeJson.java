package io.parallelr.store;

import io.parallelr.json.JsonObject;
import io.parallelr.task.Outcome;
import io.parallelr.task.Signal;
import io.parallelr.task.Status;
import java.io.IOException;
import tools.jackson.core.JsonGenerator;

/// Outcomes of tasks as the fields of a JSON object.
final class OutcomeJson {
  private static final String KIND = "outcome";
  private static final String REASON = "reason";
  private static final String LIMIT = "limit";

  private OutcomeJson() {}

  static void write(JsonGenerator json, Outcome outcome) {
    switch (outcome) {
      case Outcome.Exited(var code) -> {
        json.writeStringProperty(KIND, "exited");
        json.writeNumberProperty("code", code);
      }
      case Outcome.Signalled(var signal) -> {
        json.writeStringProperty(KIND, "signalled");
        json.writeNumberProperty("signal", signal.number());
        json.writeStringProperty("name", signal.name());
      }
      case Outcome.Threw(var error) -> {
        json.writeStringProperty(KIND, "threw");
        json.writeStringProperty(REASON, error);
      }
      case Outcome.TimedOut(var limit) -> {
        json.writeStringProperty(KIND, "timed_out");
        json.writeStringProperty(LIMIT, limit.toString());
      }
      case Outcome.OutOfMemory(var limit, var used) -> {
        json.writeStringProperty(KIND, "out_of_memory");
        json.writeNumberProperty(LIMIT, limit);
        json.writeNumberProperty("used", used);
      }
      case Outcome.TooMuchOutput(var limit) -> {
        json.writeStringProperty(KIND, "too_much_output");
        json.writeNumberProperty(LIMIT, limit);
      }
      case Outcome.Cancelled(var byRequest) ->
        json.writeStringProperty(KIND, byRequest ? "withdrawn" : "cancelled");
      case Outcome.NotStarted(var reason) -> {
        json.writeStringProperty(KIND, "not_started");
        json.writeStringProperty(REASON, reason);
      }
      case Outcome.Lost(var reason) -> {
        json.writeStringProperty(KIND, "lost");
        json.writeStringProperty(REASON, reason);
      }
      case Outcome.StillRuns(var end, var who) -> {
        json.writeStringProperty(KIND, "still_runs");
        json.writeStringProperty("who", who);
        json.writeObjectPropertyStart("end");
        write(json, end);
        json.writeEndObject();
      }
      case Outcome.Skipped(var earlier) -> {
        json.writeStringProperty(KIND, "skipped");
        json.writeStringProperty("run", earlier.run());
        json.writeNumberProperty("sequence", earlier.sequence());
        json.writeStringProperty("status", earlier.status().name());
      }
    }
  }

  static Outcome read(JsonObject json) throws IOException {
    var kind = Fields.text(json, KIND);
    return switch (kind) {
      case "exited" -> new Outcome.Exited((int) Fields.number(json, "code"));
      case "signalled" -> new Outcome.Signalled(
          new Signal((int) Fields.number(json, "signal"), Fields.text(json, "name")));
      case "threw" -> new Outcome.Threw(Fields.text(json, REASON));
      case "timed_out" -> new Outcome.TimedOut(Fields.duration(json, LIMIT));
      case "out_of_memory" -> new Outcome.OutOfMemory(
          Fields.number(json, LIMIT),
          Fields.number(json, "used"));
      case "too_much_output" -> new Outcome.TooMuchOutput(Fields.number(json, LIMIT));
      case "cancelled" -> new Outcome.Cancelled();
      case "withdrawn" -> new Outcome.Cancelled(true);
      case "not_started" -> new Outcome.NotStarted(Fields.text(json, REASON));
      case "lost" -> new Outcome.Lost(Fields.text(json, REASON));
      case "still_runs" -> new Outcome.StillRuns(
          read(Fields.object(json, "end")),
          Fields.text(json, "who"));
      case "skipped" -> new Outcome.Skipped(
          new Outcome.Earlier(
              Fields.text(json, "run"),
              (int) Fields.number(json, "sequence"),
              Fields.word(json, "status", Status.class)));
      default -> throw new IOException("unknown outcome " + kind);
    };
  }
}
