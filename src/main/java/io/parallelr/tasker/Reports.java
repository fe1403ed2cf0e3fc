package io.parallelr.tasker;

import io.parallelr.flow.Executed;
import io.parallelr.flow.FlowEnd;
import io.parallelr.flow.Printed;
import io.parallelr.flow.StepResult;
import io.parallelr.flowfile.Flow;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import io.parallelr.task.Secrets;
import java.io.FileOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/// What is written when a flow has ended: the result document and the project's summary.
final class Reports {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final String HEAD = "#Timestamp\tTask_File\tTask_ID\tHostname\tCommand\tExit_Code"
      + "\tStatus\tLog_File\n";
  /// Of a task that failed without anything in the flow having taken notice of it.
  static final String UNNOTICED = "unnoticed";
  private static final int TIMED_OUT = 124;
  private static final long LOOK_AGAIN_MILLIS = 2;
  private final Path file;
  private final Path log;
  private final Instant started;
  private final Secrets secrets;

  Reports(Path file, Path log, Instant started, Secrets secrets) {
    this.file = file;
    this.log = log;
    this.started = started;
    this.secrets = secrets;
  }

  /// Writes the result document, in one piece.
  void writeJson(
      Destination to,
      ExecutionContext context,
      Flow flow,
      FlowEnd end,
      List<Executed> executed,
      Map<Integer, StepResult> results,
      Instant ended)
      throws IOException {
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

  /// Writes what a task printed to a stream.
  interface OutputForm {
    void write(JsonGenerator json, String stream, Printed printed);
  }

  /// Writes results by the number of their tasks, as state files have them too.
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

  /// Adds a line to the summary of a project, which any number of processes may do at once.
  void addToProject(Path summary, FlowEnd end, Optional<Executed> last, Instant now)
      throws IOException {
    Files.createDirectories(summary.toAbsolutePath().getParent());
    var row = String.join(
        "\t",
        TIME.format(LocalDateTime.ofInstant(now, ZoneId.systemDefault())),
        flat(NativeText.nameOf(file)),
        Integer.toString(end.lastTask()),
        flat(last.map(Executed::hostname).orElse("")),
        flat(secrets.masked(last.map(Executed::command).orElse(""))),
        Integer.toString(end.exitStatus()),
        end.exitStatus() == 0 ? "SUCCESS" : "FAILURE",
        flat(NativeText.of(log)));
    if (Files.exists(summary) && !Files.isRegularFile(summary)) { // nothing to lock, nor to sync
      try (var out = new FileOutputStream(NativeText.file(summary), true)) {
        out.write(NativeText.bytes(row + '\n'));
      }
      return;
    }
    try (var out = FileChannel.open(
        summary,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.APPEND);
        var _ = lock(out)) {
      var text = (out.size() == 0 ? HEAD : "") + row + '\n';
      out.write(ByteBuffer.wrap(NativeText.bytes(text)));
      out.force(false);
    }
  }

  /// Waits for other processes, and for other flows in this one.
  private static FileLock lock(FileChannel file) throws IOException {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return file.lock();
        } catch (OverlappingFileLockException e) {
          try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
          } catch (InterruptedException hurry) {
            wasInterrupted = true; // it is but a line
          }
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String flat(String text) {
    return Printable.of(text.replaceAll("\\s", " "));
  }
}
