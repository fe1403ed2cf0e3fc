package io.parallelr.journal;

import static io.parallelr.json.JsonText.decimal;
import static io.parallelr.json.JsonText.line;
import static io.parallelr.json.JsonText.number;
import static io.parallelr.json.JsonText.object;
import static io.parallelr.json.JsonText.optional;
import static io.parallelr.json.JsonText.strings;

import io.parallelr.engine.RunEnd;
import io.parallelr.os.NativeText;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Secrets;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.TimeLimit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/// The lines of the journal, and the JSON summary: JSON objects with a fixed order of fields.
public final class JsonLines {
  /// Raised with every change that a reader of the journal must know of.
  static final int SCHEMA_VERSION = 3;
  /// From where on each line of the journal has a checksum.
  static final int SCHEMA_WITH_CHECKSUMS = 3;
  /// From where on a line of an arguments file is recorded by what is in it.
  static final int SCHEMA_WITH_CONTENT = 3;

  private final Session session;
  private final Timestamps timestamps;
  private final Function<List<String>, String> quote;
  private final Secrets secrets;
  private final Consumer<JsonGenerator> request;

  /// @param quote how a command is written as one string
  /// @param secrets what is not to be recorded of the command line; tasks come without
  /// @param request writes into the request what it takes to run this again
  public JsonLines(
      Session session,
      Function<List<String>, String> quote,
      Secrets secrets,
      Consumer<JsonGenerator> request) {
    this.request = request;
    this.session = session;
    this.secrets = secrets;
    this.timestamps = new Timestamps(session.zone());
    this.quote = quote;
  }

  /// The first line of a file of the journal.
  ///
  /// @param part counted from 1; written only where there may be more than one
  byte[] session(int part) {
    return line(json -> {
      json.writeStringProperty("type", "session");
      json.writeNumberProperty("schema_version", SCHEMA_VERSION);
      if (session.tasks().isEmpty()) {
        json.writeNumberProperty("part", part);
      }
      sessionFields(json, secrets.masked(session.invocation().commandLine()));
    });
  }

  /// What the run was asked to do, as an object of its own, with all that it takes to ask for
  /// it again.
  public String request() {
    return object(json -> {
      json.writeNumberProperty("schema_version", SCHEMA_VERSION);
      sessionFields(json, session.invocation().commandLine());
      request.accept(json);
    });
  }

  private void sessionFields(JsonGenerator json, List<String> commandLine) {
    json.writeStringProperty("session_id", session.id());
    session.labels().write(json);
    json.writeStringProperty("version", session.version());
    json.writeStringProperty("start_time", timestamps.format(session.started()));
    json.writeStringProperty("hostname", session.host());
    json.writeStringProperty("user", session.user());
    json.writeNumberProperty("process_id", session.pid());
    json.writeStringProperty("command_template", session.template());
    strings(json, "sources", session.sources());
    var arguments = session.arguments().ifUsed();
    optional(json, "arguments_file", arguments.map(a -> a.file()));
    optional(json, "separator", arguments.map(a -> a.separator()).filter(s -> !s.isEmpty()));
    strings(json, "env_var", session.arguments().variables());
    number(json, "tasks", session.tasks().stream().boxed().findFirst());
    json.writeNumberProperty("max_workers", session.slots());
    if (TimeLimit.isNone(session.timeLimit())) {
      json.writeNullProperty("timeout_seconds");
    } else {
      decimal(json, "timeout_seconds", Descriptions.durationSeconds(session.timeLimit()));
    }
    json.writeStringProperty("launcher", session.launcher());
    json.writeStringProperty("run_directory", NativeText.of(session.directory()));
    json.writeStringProperty("workspace", NativeText.of(session.workspace()));
    json.writeStringProperty("working_directory", session.workingDirectory());
    strings(json, "config", session.settings());
    strings(json, "command_line", commandLine);
    json.writeStringProperty("directory", NativeText.of(session.invocation().directory()));
    optional(json, "continues", session.invocation().continues().map(NativeText::of));
  }

  byte[] started(Task task, int slot, Instant when) {
    return line(json -> {
      json.writeStringProperty("type", "start");
      json.writeStringProperty("session_id", session.id());
      json.writeStringProperty("start_time", timestamps.format(when));
      json.writeNumberProperty("sequence", task.sequence());
      json.writeStringProperty("task", task.name());
      json.writeNumberProperty("worker_id", slot);
      json.writeNumberProperty("attempt", task.attempt());
      if (!task.timeLimit().equals(session.timeLimit())) {
        var limit = TimeLimit.isNone(task.timeLimit()) ? Duration.ZERO : task.timeLimit();
        decimal(json, "timeout_seconds", Descriptions.durationSeconds(limit));
      }
      task.input().taskFile().flatMap(FileStamp::of).ifPresent(stamp -> {
        json.writeNumberProperty("task_size", stamp.bytes());
        json.writeNumberProperty("task_modified_ms", stamp.modifiedMillis());
      });
      if (task.input().occurrence() > 0) { // what it is known by when it is resumed
        strings(json, "arguments", task.input().arguments());
        json.writeNumberProperty("occurrence", task.input().occurrence());
      }
    });
  }

  byte[] finished(TaskResult result) {
    var task = result.task();
    return line(json -> {
      json.writeStringProperty("type", "task");
      json.writeStringProperty("session_id", session.id());
      json.writeStringProperty("start_time", timestamps.format(result.started()));
      json.writeStringProperty("end_time", timestamps.format(result.ended()));
      json.writeStringProperty("status", result.status().name());
      number(json, "process_id", Optional.of(result.pid()).filter(pid -> pid > 0));
      json.writeNumberProperty("worker_id", result.slot());
      optional(json, "task_file", task.input().taskFile().map(NativeText::of));
      json.writeStringProperty("command_executed", quote.apply(task.command()));
      json.writeObjectPropertyStart("env_vars");
      task.environment().forEach(json::writeStringProperty);
      json.writeEndObject();
      strings(json, "arguments", task.input().arguments());
      if (task.input().occurrence() > 0) {
        json.writeNumberProperty("occurrence", task.input().occurrence());
      }
      number(json, "exit_code", Descriptions.exitCode(result));
      optional(json, "signal", Descriptions.signal(result));
      decimal(json, "duration_seconds", Descriptions.durationSeconds(result.elapsed()));
      var memory = Descriptions.memory(result);
      memory.ifPresentOrElse(
          mb -> decimal(json, "memory_mb", mb),
          () -> json.writeNullProperty("memory_mb"));
      decimal(json, "cpu_percent", Descriptions.decimal(result.cpuPercent(), 1));
      decimal(json, "user_cpu_seconds", micros(result.usage().user()));
      decimal(json, "system_cpu_seconds", micros(result.usage().system()));
      json.writeStringProperty("stdout", NativeText.replaced(result.stdout().tail()));
      json.writeStringProperty("stderr", NativeText.replaced(result.stderr().tail()));
      json.writeBooleanProperty("stdout_truncated", result.stdout().truncated());
      json.writeBooleanProperty("stderr_truncated", result.stderr().truncated());
      optional(json, "stdout_file", file(result.stdout()));
      optional(json, "stderr_file", file(result.stderr()));
      json.writeNumberProperty("attempt", task.attempt());
      json.writeBooleanProperty("final", result.isFinal());
      optional(json, "error_message", Descriptions.error(result));
      if (result.outcome().ofCommand() instanceof Outcome.Cancelled(var byRequest) && byRequest) {
        json.writeBooleanProperty("by_request", true);
      }
      if (result.outcome() instanceof Outcome.Skipped(var earlier)) {
        json.writeObjectPropertyStart("earlier");
        json.writeStringProperty("session_id", earlier.run());
        json.writeNumberProperty("sequence", earlier.sequence());
        json.writeStringProperty("status", earlier.status().name());
        json.writeEndObject();
      }
      json.writeNumberProperty("sequence", task.sequence());
      json.writeStringProperty("task", task.name());
      json.writeNumberProperty("start_monotonic_ns", result.startedNanos());
      json.writeNumberProperty(
          "end_monotonic_ns",
          result.startedNanos() + result.elapsed().toNanos());
    });
  }

  /// The last line of the journal, and what `--json` prints.
  public String summary(RunReport report) {
    return object(json -> {
      json.writeStringProperty("type", "summary");
      summaryFields(json, report);
    });
  }

  /// The part of it that tells how the run ended, as a small object of its own: whoever lists runs
  /// reads thousands of them.
  String summaryFile(RunReport report) {
    return object(json -> {
      json.writeNumberProperty("schema_version", SCHEMA_VERSION);
      endFields(json, report);
      optional(json, "continues", session.invocation().continues().map(NativeText::of));
    });
  }

  private void endFields(JsonGenerator json, RunReport report) {
    json.writeStringProperty("session_id", session.id());
    session.labels().write(json);
    json.writeStringProperty("start_time", timestamps.format(session.started()));
    json.writeStringProperty("end_time", timestamps.format(report.ended()));
    decimal(json, "duration_seconds", Descriptions.durationSeconds(report.elapsed()));
    json.writeStringProperty("end", end(report.end()));
    optional(json, "reason", reason(report.end()));
    json.writeNumberProperty("exit_status", report.exitStatus());
    counts(json, report);
  }

  private void summaryFields(JsonGenerator json, RunReport report) {
    endFields(json, report);
    json.writeNumberProperty("attempts", report.statistics().attempts());
    var durations = report.statistics();
    json.writeObjectPropertyStart("task_seconds");
    decimal(json, "min", Descriptions.durationSeconds(durations.shortest()));
    decimal(json, "average", Descriptions.durationSeconds(durations.average()));
    for (int percent : RunStatistics.PERCENTILES) {
      decimal(json, "p" + percent, Descriptions.durationSeconds(durations.percentile(percent)));
    }
    decimal(json, "max", Descriptions.durationSeconds(durations.longest()));
    json.writeEndObject();
    if (durations.peakBytes() > 0) {
      decimal(json, "peak_memory_mb", Descriptions.mb(durations.peakBytes()));
    } else {
      json.writeNullProperty("peak_memory_mb");
    }
    decimal(json, "cpu_seconds", micros(durations.cpu()));
    json.writeStringProperty("run_directory", NativeText.of(session.directory()));
    if (!report.warnings().isEmpty()) {
      json.writeArrayPropertyStart("warnings");
      for (var warning : report.warnings()) {
        json.writeString(warning);
      }
      json.writeEndArray();
    }
  }

  private static void counts(JsonGenerator json, RunReport report) {
    var summary = report.summary();
    json.writeNumberProperty("total", report.tasks());
    json.writeNumberProperty("completed", summary.completed());
    json.writeNumberProperty("succeeded", summary.succeeded());
    json.writeNumberProperty("failed", summary.failed());
    json.writeNumberProperty("timed_out", summary.timedOut());
    json.writeNumberProperty("errors", summary.errors());
    json.writeNumberProperty("cancelled", summary.cancelled());
    json.writeNumberProperty("skipped", summary.skipped());
    json.writeNumberProperty("not_started", report.notStarted());
    if (report.unretried() > 0) {
      json.writeNumberProperty("not_retried", report.unretried());
    }
  }

  /// The word for why a run is over.
  public static String end(RunEnd end) {
    return switch (end) {
      case RunEnd.Completed() -> "completed";
      case RunEnd.Drained() -> "drained";
      case RunEnd.Interrupted() -> "interrupted";
      case RunEnd.LimitReached _ -> "stop-limit";
      case RunEnd.Enough _ -> "halted";
    };
  }

  private static Optional<String> reason(RunEnd end) {
    return switch (end) {
      case RunEnd.LimitReached(var reason, _) -> Optional.of(reason);
      case RunEnd.Enough(var reason, _, _) -> Optional.of(reason);
      case RunEnd.Completed _,RunEnd.Drained _,RunEnd.Interrupted _ -> Optional.empty();
    };
  }

  private Optional<String> file(Output output) {
    return Descriptions.file(output, session.directory());
  }

  /// Seconds, rounded half up to the microsecond.
  private static BigDecimal micros(Duration time) {
    return BigDecimal.valueOf(time.plusNanos(500).toNanos() / 1000, 6);
  }
}
