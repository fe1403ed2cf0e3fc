package io.parallelr.prunner;

import io.parallelr.job.Gate;
import io.parallelr.job.StepSpec;
import io.parallelr.json.JsonText;
import io.parallelr.store.JobRow;
import io.parallelr.store.StepRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Jobs as JSON, in the form that the clients of prunner read.
final class JobJson {
  private static final String NO_VARIABLES = "{}";

  private JobJson() {}

  private record Shown(StepSpec spec, StepRow row, TaskView view) {}

  /// A job on one line, in UTF-8.
  static byte[] bytes(JobRow job) {
    var tasks = shown(job);
    var view = JobView.of(job);
    return JsonText.line(json -> {
      json.writeStringProperty("id", job.id());
      json.writeStringProperty("pipeline", job.head().name());
      JsonText.objects(json, "tasks", tasks, task -> write(json, task));
      json.writeBooleanProperty("completed", view.isCompleted());
      json.writeBooleanProperty("canceled", view.isCanceled());
      json.writeBooleanProperty(
          "errored",
          tasks.stream().anyMatch(task -> task.view().isErrored()));
      json.writeStringProperty("created", Times.text(job.created()));
      time(json, "start", job.started());
      time(json, "end", job.started().flatMap(_ -> job.ended()));
      view.lastError().ifPresent(error -> json.writeStringProperty("lastError", error));
      var variables = job.head().variables();
      if (!variables.isEmpty() && !variables.equals(NO_VARIABLES)) {
        json.writeName("variables");
        json.writeRawValue(variables);
      }
      json.writeStringProperty("user", job.head().user());
    });
  }

  /// Steps that are disabled stand for those that others depend on and that are not known.
  private static List<Shown> shown(JobRow job) {
    Map<String, StepSpec> specs = new HashMap<>();
    job.spec().steps().forEach(step -> specs.put(step.name(), step));
    job.spec().handler().ifPresent(step -> specs.put(step.name(), step));
    return job.steps()
        .stream()
        .flatMap(row -> Optional.ofNullable(specs.get(row.name())).map(s -> shown(s, row)).stream())
        .filter(task -> !(task.spec().terms().gate() instanceof Gate.Disabled))
        .toList();
  }

  private static Shown shown(StepSpec spec, StepRow row) {
    return new Shown(spec, row, TaskView.of(row, spec.terms().soft()));
  }

  private static void write(JsonGenerator json, Shown task) {
    json.writeStringProperty("name", task.spec().name());
    if (!task.spec().dependsOn().isEmpty()) {
      JsonText.strings(json, "dependsOn", task.spec().dependsOn());
    }
    json.writeStringProperty("status", task.view().status());
    time(json, "start", task.row().started());
    time(json, "end", task.row().started().flatMap(_ -> task.row().ended()));
    json.writeBooleanProperty("skipped", task.view().status().equals("skipped"));
    json.writeNumberProperty("exitCode", task.view().exitCode());
    json.writeBooleanProperty("errored", task.view().isErrored());
    task.view().error().ifPresent(error -> json.writeStringProperty("error", error));
  }

  private static void time(JsonGenerator json, String name, Optional<Instant> time) {
    JsonText.optional(json, name, time.map(Times::text));
  }
}
