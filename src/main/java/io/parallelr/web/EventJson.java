package io.parallelr.web;

import io.parallelr.job.JobEvent;
import io.parallelr.serve.EndWords;
import io.parallelr.store.JobHead;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;

/// What happens to jobs, as the fields of JSON objects.
final class EventJson {
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private EventJson() {}

  /// The kind of an event: `step_started` and the like.
  static String word(JobEvent event) {
    return HUMP.matcher(event.getClass().getSimpleName())
        .replaceAll("_")
        .toLowerCase(Locale.ROOT);
  }

  static void write(JsonGenerator json, JobEvent event, JobHead head) {
    json.writeStringProperty("event", word(event));
    json.writeStringProperty("job", event.job());
    json.writeStringProperty("dialect", head.dialect());
    json.writeStringProperty("name", head.name());
    switch (event) {
      case JobEvent.Submitted e -> json.writeStringProperty("at", e.at().toString());
      case JobEvent.Held e -> json.writeStringProperty("at", e.at().toString());
      case JobEvent.Resumed e -> json.writeStringProperty("at", e.at().toString());
      case JobEvent.Started e -> json.writeStringProperty("at", e.at().toString());
      case JobEvent.Handling e -> json.writeStringProperty("at", e.at().toString());
      case JobEvent.Failing e -> {
        json.writeStringProperty("step", e.step());
        json.writeStringProperty("at", e.at().toString());
      }
      case JobEvent.Stopping e -> {
        json.writeStringProperty("why", EndWords.word(e.intent()));
        json.writeStringProperty("at", e.at().toString());
      }
      case JobEvent.Ended e -> {
        json.writeStringProperty("state", EndWords.word(e.verdict()));
        json.writeStringProperty("at", e.at().toString());
      }
      case JobEvent.StepReady e -> json.writeStringProperty("step", e.step());
      case JobEvent.StepHeld e -> json.writeStringProperty("step", e.step());
      case JobEvent.StepResumed e -> json.writeStringProperty("step", e.step());
      case JobEvent.StepStarted e -> writeAttempt(json, e.step(), e.attempt());
      case JobEvent.StepAdopted e -> writeAttempt(json, e.step(), e.attempt());
      case JobEvent.StepRetried e -> writeAttempt(json, e.step(), e.attempt());
      case JobEvent.StepStopping e -> {
        json.writeStringProperty("step", e.step());
        json.writeStringProperty("why", EndWords.word(e.intent()));
      }
      case JobEvent.StepEnded e -> {
        json.writeStringProperty("step", e.step());
        json.writeStringProperty("state", EndWords.word(e.end().state()));
        json.writeStringProperty("at", e.at().toString());
      }
    }
  }

  private static void writeAttempt(JsonGenerator json, String step, int attempt) {
    json.writeStringProperty("step", step);
    json.writeNumberProperty("attempt", attempt);
  }
}
