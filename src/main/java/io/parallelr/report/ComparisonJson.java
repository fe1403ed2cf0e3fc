package io.parallelr.report;

import io.parallelr.figures.Attempt;
import io.parallelr.figures.RunComparison.Changed;
import io.parallelr.history.RunOverview;
import io.parallelr.json.JsonText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// How two runs differ, as one JSON object.
public record ComparisonJson(ComparedRuns runs) {

  /// The object, on one line.
  public String text() {
    return JsonText.object(this::write) + '\n';
  }

  private void write(JsonGenerator json) {
    var comparison = runs.comparison();
    run(json, "first", runs.first());
    run(json, "second", runs.second());
    json.writeBooleanProperty("differ", runs.differ());
    json.writeObjectPropertyStart("counts");
    runs.shown()
        .forEach(change -> json.writeNumberProperty(change.word(), comparison.count(change)));
    json.writeEndObject();
    json.writeNumberProperty("fail_in_both", comparison.failInBoth());
    json.writeNumberProperty("compared", comparison.compared());
    json.writeNumberProperty("first_seconds", seconds(comparison.before()));
    json.writeNumberProperty("second_seconds", seconds(comparison.after()));
    json.writeNumberProperty("median_ratio", rounded(comparison.medianRatio()));
    json.writeNumberProperty("noise_slower", rounded(comparison.noise().slower()));
    json.writeNumberProperty("noise_faster", rounded(comparison.noise().faster()));
    json.writeNumberProperty("threshold_percent", runs.rules().percent());
    json.writeNumberProperty("least_seconds", seconds(runs.rules().least()));
    comparison.directories()
        .ifPresent(
            directories -> JsonText.strings(
                json, "directories", List.of(directories.first(), directories.second())));
    json.writeObjectPropertyStart("changes");
    for (var change : runs.shown()) {
      JsonText.objects(
          json,
          change.word(),
          comparison.changed().getOrDefault(change, List.of()),
          changed -> changed(json, changed));
    }
    json.writeEndObject();
  }

  private static void run(JsonGenerator json, String name, RunOverview run) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("session_id", run.id());
    run.labels().write(json);
    json.writeStringProperty("state", run.state().word());
    json.writeEndObject();
  }

  private static void changed(JsonGenerator json, Changed changed) {
    json.writeStringProperty("task", changed.shown().name());
    JsonText.strings(json, "arguments", changed.shown().arguments());
    attempt(json, "first", changed.before());
    attempt(json, "second", changed.after());
  }

  private static void attempt(JsonGenerator json, String name, Optional<Attempt> attempt) {
    if (attempt.isEmpty()) {
      json.writeNullProperty(name);
      return;
    }
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("sequence", attempt.get().sequence());
    JsonText.optional(json, "status", attempt.get().status().map(Enum::name));
    json.writeNumberProperty("duration_seconds", seconds(attempt.get().took()));
    JsonText.optional(json, "error_message", attempt.get().error());
    json.writeEndObject();
  }

  private static double seconds(Duration time) {
    return Texts.seconds(time);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
