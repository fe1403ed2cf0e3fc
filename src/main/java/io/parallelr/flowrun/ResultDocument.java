package io.parallelr.flowrun;

import io.parallelr.flow.Executed;
import io.parallelr.flow.FlowEnd;
import io.parallelr.flow.Printed;
import io.parallelr.flow.StepResult;
import io.parallelr.flowfile.Flow;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.task.Secrets;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/// The result document of a run, in JSON.
///
/// @param file of the flow
/// @param log the log file
record ResultDocument(Flow flow, Path file, Path log, Instant started, Instant ended) {
  /// Marks a task whose failure nothing in the flow has handled.
  static final String UNNOTICED = "unnoticed";
  private static final int TIMED_OUT = 124;

  /// Writes it, in one step.
  void write(
      Destination to,
      ExecutionContext context,
      FlowEnd end,
      List<Executed> executed,
      Map<Integer, StepResult> results)
      throws IOException {
    var secrets = FlowSecrets.of(flow);
    var id = Hashes.of(Files.readAllBytes(file)).substring(0, 8);
    var sorted = new TreeMap<>(results);
    long succeeded = sorted.values().stream().filter(StepResult::success).count();
    long timedOut = sorted.values().stream().filter(r -> r.exit() == TIMED_OUT).count();
    to.write(context, json -> {
      json.writeObjectPropertyStart("workflow_metadata");
      json.writeStringProperty("task_file", NativeText.of(file.toAbsolutePath()));
      json.writeStringProperty("execution_id", id);
      json.writeStringProperty("status", end.exitStatus() == 0 ? "success" : "failed");
      json.writeStringProperty("start_time", started.toString());
      json.writeStringProperty("end_time", ended.toString());
      JsonText.decimal(
          json,
          "duration_seconds",
          BigDecimal.valueOf(Duration.between(started, ended).toMillis(), 3));
      json.writeStringProperty("log_file", NativeText.of(log));
      json.writeEndObject();
      json.writeObjectPropertyStart("execution_summary");
      json.writeNumberProperty("total_tasks", flow.size());
      json.writeNumberProperty("executed", sorted.size());
      json.writeNumberProperty("succeeded", succeeded);
      json.writeNumberProperty("failed", sorted.size() - succeeded - timedOut);
      json.writeNumberProperty("timeouts", timedOut);
      JsonText.strings(json, "execution_path", executed.stream().map(Executed::label).toList());
      json.writeNumberProperty("final_task", end.lastTask());
      if (end.exitStatus() != 0) {
        json.writeObjectPropertyStart("failure_info");
        json.writeNumberProperty("task_id", end.lastTask());
        json.writeNumberProperty("exit_code", end.exitStatus());
        json.writeStringProperty("error", secrets.masked(end.cause()));
        json.writeEndObject();
      }
      json.writeEndObject();
      writeResults(
          json,
          sorted,
          (in, stream, printed) -> in
              .writeStringProperty(stream, NativeText.replaced(secrets.masked(printed.text()))));
      json.writeObjectPropertyStart("variables");
      flow.globals()
          .forEach(
              (name, value) -> json.writeStringProperty(
                  name,
                  Secrets.isSecret(name)
                      ? "<masked len=%d>".formatted(value.source().length())
                      : secrets.masked(value.source())));
      json.writeEndObject();
    });
  }

  /// How the output of a task is written.
  interface OutputForm {
    void write(JsonGenerator json, String stream, Printed printed);
  }

  /// Writes results by the numbers of their tasks, in the form that state files have as well.
  static void writeResults(
      JsonGenerator json,
      Map<Integer, StepResult> results,
      OutputForm form) {
    json.writeObjectPropertyStart("task_results");
    new TreeMap<>(results).forEach((task, result) -> {
      json.writeObjectPropertyStart(Integer.toString(task));
      json.writeNumberProperty("exit_code", result.exit());
      form.write(json, "stdout", result.stdout());
      form.write(json, "stderr", result.stderr());
      json.writeBooleanProperty("success", result.success());
      if (result.unnoticed()) {
        json.writeBooleanProperty(UNNOTICED, true);
      }
      json.writeEndObject();
    });
    json.writeEndObject();
  }
}
