package io.parallelr.webruns;

import io.parallelr.journal.TaskRecord;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.task.LastLine;
import io.parallelr.task.Secrets;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Tasks of runs as the fields of JSON objects.
final class TaskJson {
  private static final int BYTES_PER_MB = 1 << 20;

  private TaskJson() {}

  /// What is shown of one that runs.
  static void writeRunning(JsonGenerator json, TaskRecord task) {
    writeName(json, task);
    json.writeNumberProperty("slot", task.slot());
    json.writeNumberProperty("attempt", task.attempt());
    Fields.time(json, "started", task.result().text("start_time"));
  }

  private static void writeName(JsonGenerator json, TaskRecord task) {
    json.writeNumberProperty("sequence", task.sequence());
    json.writeStringProperty("task", task.name());
    JsonText.strings(json, "arguments", task.arguments());
  }

  /// What a list shows of one.
  ///
  /// @param state as a word
  static void write(JsonGenerator json, TaskRecord task, String state) {
    writeName(json, task);
    json.writeStringProperty("state", state);
    json.writeNumberProperty("slot", task.slot());
    json.writeNumberProperty("attempt", task.attempt());
    Fields.time(json, "started", task.result().text("start_time"));
    Fields.time(json, "ended", task.result().text("end_time"));
    boolean hasEnded = task.status().isPresent();
    Fields.seconds(
        json, "duration_seconds", hasEnded ? Optional.of(task.duration()) : Optional.empty());
    JsonText.number(json, "exit_code", task.result().number("exit_code"));
    JsonText.number(json, "memory_bytes", task.memoryMb().map(mb -> mb * BYTES_PER_MB));
    JsonText.decimal(
        json, "cpu_seconds", hasEnded ? Optional.of(micros(task.cpu())) : Optional.empty());
    JsonText.optional(json, "reason", task.error());
    json.writeStringProperty(
        "stderr", Secrets.NONE.masked(NativeText.replaced(task.stderr())));
  }

  private static BigDecimal micros(Duration time) {
    return BigDecimal.valueOf(time.toNanos() / 1000, 6);
  }

  /// The last line of what a task has printed to standard error, without what looks secret.
  static Optional<String> lastLine(String stderr) {
    return LastLine.of(NativeText.replaced(stderr));
  }
}
