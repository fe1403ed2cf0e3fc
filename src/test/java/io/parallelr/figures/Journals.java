package io.parallelr.figures;

import io.parallelr.journal.RunDirectory;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes journals for tests, line by line.
public final class Journals {
  private final List<String> lines = new ArrayList<>();

  /// What is said of an attempt that has ended.
  public record Line(
      String task,
      List<String> arguments,
      int sequence,
      int attempt,
      String status,
      boolean isFinal,
      double seconds,
      String stderr) {

    /// One that is known by its path.
    public static Line of(String task, int sequence, String status, double seconds) {
      return new Line(task, List.of(), sequence, 1, status, true, seconds, "");
    }
  }

  /// Adds an attempt that has ended.
  public Journals add(Line line) {
    lines.add(JsonText.object(json -> {
      json.writeStringProperty("type", "task");
      json.writeStringProperty("start_time", "2026-01-31T22:00:00.000Z");
      json.writeStringProperty("status", line.status());
      if (!line.status().equals("CANCELLED") && !line.status().equals("SKIPPED")) {
        json.writeNumberProperty("process_id", 17);
      }
      json.writeNumberProperty("worker_id", 1);
      JsonText.strings(json, "arguments", line.arguments());
      if (!line.arguments().isEmpty()) {
        json.writeNumberProperty("occurrence", 1);
      }
      json.writeNumberProperty("exit_code", line.status().equals("SUCCESS") ? 0 : 3);
      json.writeNumberProperty("duration_seconds", line.seconds());
      json.writeStringProperty("stderr", line.stderr());
      json.writeNumberProperty("attempt", line.attempt());
      json.writeBooleanProperty("final", line.isFinal());
      if (!line.status().equals("SUCCESS")) {
        json.writeStringProperty("error_message", "Exit code 3");
      }
      json.writeNumberProperty("sequence", line.sequence());
      json.writeStringProperty("task", line.task());
    }));
    return this;
  }

  /// Adds an attempt that has succeeded, with its duration to the nanosecond.
  public Journals timed(String task, int sequence, long nanos) {
    return raw("""
        {"type":"task","start_time":"2026-01-31T22:00:00.000Z","status":"SUCCESS",\
        "process_id":17,"worker_id":1,"duration_seconds":0.000,"attempt":1,"final":true,\
        "sequence":%d,"task":"%s","start_monotonic_ns":-5,"end_monotonic_ns":%d}"""
        .formatted(sequence, task, nanos - 5));
  }

  /// Adds an attempt that ran until it was cancelled.
  public Journals cancelled(String task, int sequence, double seconds) {
    return raw("""
        {"type":"task","start_time":"2026-01-31T22:00:00.000Z","status":"CANCELLED",\
        "process_id":17,"worker_id":1,"duration_seconds":%s,"attempt":1,"final":true,\
        "sequence":%d,"task":"%s","error_message":"Cancelled"}"""
        .formatted(seconds, sequence, task));
  }

  /// Adds an attempt that begins.
  public Journals begin(String task, int sequence) {
    lines.add(JsonText.object(json -> {
      json.writeStringProperty("type", "start");
      json.writeStringProperty("start_time", "2026-01-31T22:00:00.000Z");
      json.writeNumberProperty("sequence", sequence);
      json.writeStringProperty("task", task);
      json.writeNumberProperty("worker_id", 1);
      json.writeNumberProperty("attempt", 1);
    }));
    return this;
  }

  /// Adds anything.
  public Journals raw(String line) {
    lines.add(line);
    return this;
  }

  /// Writes it.
  public RunDirectory write(Path directory) throws IOException {
    Files.createDirectories(directory);
    var all = new ArrayList<>(List.of("{\"type\":\"session\",\"schema_version\":2}"));
    all.addAll(lines);
    Files.write(directory.resolve("results.jsonl"), all);
    return new RunDirectory(String.valueOf(directory.getFileName()), directory);
  }
}
