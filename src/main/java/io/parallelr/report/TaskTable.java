package io.parallelr.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.batch.ShellWords;
import io.parallelr.history.RunOverview;
import io.parallelr.journal.TaskRecord;
import io.parallelr.journal.TaskRecords;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// The tasks of runs as CSV, a row for each that has ended, in the order in which they ended.
public final class TaskTable {
  private static final int BUFFER = 1 << 16;
  private static final List<String> HEAD = List.of(
      "run", "name", "sequence", "task", "arguments", "status", "exit_code", "attempt", "worker_id",
      "start_time", "end_time", "duration_seconds", "cpu_seconds", "memory_mb", "error_message",
      "command");

  private TaskTable() {}

  /// Writes it, reading the journals as streams.
  ///
  /// @throws IOException if a journal cannot be read, or the table cannot be written
  public static void write(List<RunOverview> runs, OutputStream to) throws IOException {
    var out = new BufferedOutputStream(to, BUFFER);
    out.write(Csv.row(HEAD).getBytes(UTF_8));
    try {
      for (var run : runs) {
        TaskRecords.each(run.run(), task -> {
          if (task.isFinal()) {
            write(run, task, out);
          }
        });
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  private static void write(RunOverview run, TaskRecord task, OutputStream out) {
    try {
      out.write(row(run, task).getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String row(RunOverview run, TaskRecord task) {
    var line = task.result();
    return Csv.row(
        List.of(
            run.id(),
            run.labels().name().orElse(""),
            Integer.toString(task.sequence()),
            task.name(),
            ShellWords.show(task.arguments()),
            task.status().map(Enum::name).orElse(""),
            line.number("exit_code").map(Object::toString).orElse(""),
            Integer.toString(task.attempt()),
            Integer.toString(task.slot()),
            line.text("start_time").orElse(""),
            line.text("end_time").orElse(""),
            "%.3f".formatted(Texts.seconds(task.duration())),
            "%.6f".formatted(task.cpu().toNanos() / 1e9),
            task.memoryMb().map(Object::toString).orElse(""),
            task.error().orElse(""),
            line.text("command_executed").orElse("")));
  }
}
