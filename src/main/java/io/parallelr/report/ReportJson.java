package io.parallelr.report;

import io.parallelr.figures.Attempt;
import io.parallelr.figures.FailureGroup;
import io.parallelr.figures.RunFigures;
import io.parallelr.figures.Timeline.Span;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// The report of runs as one JSON object.
public record ReportJson(List<ReportedRun> runs) {
  private static final int PARTS = 100;

  public ReportJson {
    runs = List.copyOf(runs);
  }

  /// The object, on one line.
  public String text() {
    return JsonText.object(json -> JsonText.objects(json, "runs", runs, run -> write(json, run)))
        + '\n';
  }

  private static void write(JsonGenerator json, ReportedRun run) {
    var figures = run.figures();
    var overview = run.overview();
    json.writeStringProperty("session_id", overview.id());
    overview.labels().write(json);
    json.writeStringProperty("state", overview.state().word());
    JsonText.optional(json, "reason", overview.record().text("reason"));
    JsonText.number(json, "exit_status", overview.record().number("exit_status"));
    JsonText.optional(json, "start_time", overview.record().text("start_time"));
    JsonText.optional(json, "end_time", overview.record().text("end_time"));
    decimal(json, "duration_seconds", run.elapsed().map(ReportJson::seconds));
    environment(json, run);
    JsonText.number(json, "total", overview.counts().tasks());
    json.writeNumberProperty("ended", figures.ended());
    json.writeObjectPropertyStart("statuses");
    figures.statuses()
        .forEach((status, count) -> json.writeNumberProperty(status.name(), count));
    json.writeEndObject();
    json.writeNumberProperty("failed_tasks", figures.failedTasks());
    json.writeNumberProperty("not_retried", figures.unretried());
    json.writeNumberProperty("attempts", figures.attempts());
    json.writeNumberProperty("failed_attempts", figures.failedAttempts());
    decimal(json, "success_percent", figures.successPercent().map(Texts::roundedPercent));
    decimal(json, "tasks_per_second", run.tasksPerSecond());
    decimal(json, "slots_percent", run.slotPercent());
    decimal(json, "cpu_seconds", Optional.of(seconds(figures.cpu())));
    decimal(json, "peak_memory_mb", figures.memory().map(RunFigures.Memory::peakMb));
    decimal(json, "average_memory_mb", figures.memory().map(RunFigures.Memory::averageMb));
    figures.durations().ifPresent(durations -> durations(json, durations));
    JsonText.objects(json, "histogram", figures.bins(), bin -> {
      number(json, "from_seconds", bin.from() / 1000.0);
      number(json, "to_seconds", bin.to() / 1000.0);
      json.writeNumberProperty("succeeded", bin.succeeded());
      json.writeNumberProperty("failed", bin.failed());
      json.writeNumberProperty("running", bin.running());
    });
    JsonText.objects(json, "course", run.timeline().spans(PARTS), span -> span(json, span));
    JsonText.objects(json, "slowest", figures.slowest(), attempt -> attempt(json, run, attempt));
    JsonText.objects(json, "failures", figures.failures(), group -> group(json, run, group));
    JsonText.objects(
        json, "running", List.copyOf(figures.begun()), attempt -> attempt(json, run, attempt));
  }

  private static void environment(JsonGenerator json, ReportedRun run) {
    var request = run.request();
    for (var name : List.of("hostname", "user", "version", "command_template", "arguments_file",
        "launcher", "directory", "working_directory")) {
      JsonText.optional(json, name, request.text(name));
    }
    JsonText.strings(json, "sources", request.texts("sources"));
    JsonText.strings(json, "command_line", request.texts("command_line"));
    JsonText.number(json, "max_workers", request.number("max_workers"));
    decimal(json, "timeout_seconds", request.decimal("timeout_seconds"));
    json.writeStringProperty("run_directory", NativeText.of(run.overview().run().path()));
  }

  private static void durations(JsonGenerator json, RunFigures.Durations durations) {
    json.writeObjectPropertyStart("task_seconds");
    number(json, "min", seconds(durations.shortest()));
    number(json, "average", seconds(durations.average()));
    durations.percentiles().forEach((percent, time) -> number(json, "p" + percent, seconds(time)));
    number(json, "max", seconds(durations.longest()));
    number(json, "total", seconds(durations.total()));
    json.writeEndObject();
  }

  private static void span(JsonGenerator json, Span span) {
    number(json, "from_seconds", seconds(span.start()));
    number(json, "to_seconds", seconds(span.start().plus(span.length())));
    json.writeNumberProperty("ended", span.ended());
    json.writeNumberProperty("failed", span.failed());
    number(json, "per_second", span.perSecond());
    number(json, "running", span.running());
    number(json, "memory_mb", span.memoryMb());
    number(json, "largest_memory_mb", span.largestMb());
  }

  private static void attempt(JsonGenerator json, ReportedRun run, Attempt attempt) {
    json.writeNumberProperty("sequence", attempt.sequence());
    json.writeStringProperty("task", attempt.name());
    JsonText.strings(json, "arguments", attempt.arguments());
    json.writeNumberProperty("attempt", attempt.attempt());
    json.writeNumberProperty("worker_id", attempt.slot());
    JsonText.optional(json, "status", attempt.status().map(Enum::name));
    JsonText.optional(json, "error_message", attempt.error());
    decimal(json, "duration_seconds", run.took(attempt).map(ReportJson::seconds));
    decimal(json, "memory_mb", attempt.memoryMb());
  }

  private static void group(JsonGenerator json, ReportedRun run, FailureGroup group) {
    json.writeStringProperty("status", group.status().name());
    json.writeStringProperty("reason", group.reason());
    JsonText.number(json, "exit_code", group.exitCode());
    json.writeStringProperty("last_line", group.line());
    json.writeBooleanProperty("others", group.isRest());
    json.writeNumberProperty("tasks", group.tasks());
    json.writeNumberProperty("attempts", group.attempts());
    JsonText.strings(json, "stderr", group.lastLines());
    JsonText.objects(json, "examples", group.examples(), attempt -> attempt(json, run, attempt));
  }

  private static double seconds(Duration time) {
    return Texts.seconds(time);
  }

  private static void decimal(JsonGenerator json, String name, Optional<Double> value) {
    value.ifPresentOrElse(v -> number(json, name, v), () -> json.writeNullProperty(name));
  }

  private static void number(JsonGenerator json, String name, double value) {
    json.writeNumberProperty(name, Math.round(value * 1000) / 1000.0);
  }
}
