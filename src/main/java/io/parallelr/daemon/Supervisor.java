package io.parallelr.daemon;

import static io.parallelr.json.JsonText.strings;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.Machine;
import io.parallelr.os.NativeText;
import io.parallelr.os.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/// A process that runs tasks, as it enters itself in the registry.
///
/// @param startTime in clock ticks since boot: with the pid it identifies a process for good; 0
///   where it is unknown
/// @param boot of the machine, which the two mean nothing beyond
/// @param pidNamespace of the process, outside of which its number means nothing; empty if unknown
/// @param sources where its tasks come from
/// @param killAfter the grace that its tasks are given
/// @param answers whether it answers [ControlRequest]s, which earlier versions do not
public record Supervisor(
    int pid,
    long startTime,
    String boot,
    String pidNamespace,
    String host,
    String runId,
    Path directory,
    Instant started,
    List<String> sources,
    String template,
    int slots,
    Duration killAfter,
    boolean answers) {
  /// In place of a template, what a server runs.
  public static final String SERVER = "jobs of a server";

  private static final int SCHEMA_VERSION = 1;
  /// The longest that the configuration allows.
  private static final Duration LONGEST_GRACE = Duration.ofHours(1);

  public Supervisor {
    sources = List.copyOf(sources);
    killAfter = killAfter.isNegative() || killAfter.compareTo(LONGEST_GRACE) > 0
        ? LONGEST_GRACE
        : killAfter;
  }

  /// Whether it is a server, whose tasks are steps of jobs.
  public boolean isServer() {
    return template.equals(SERVER);
  }

  /// Describes this process.
  public static Supervisor ofThisProcess(
      String host,
      String runId,
      Path directory,
      Instant started,
      List<String> sources,
      String template,
      int slots,
      Duration killAfter) {
    int pid = Math.toIntExact(ProcessHandle.current().pid());
    return new Supervisor(
        pid,
        startTime(pid),
        Machine.bootId(),
        Machine.pidNamespace(),
        host,
        runId,
        directory,
        started,
        sources,
        template,
        slots,
        killAfter,
        true);
  }

  /// When a process was started, in clock ticks since boot; 0 if there is none or it is unknown.
  static long startTime(int pid) {
    return ProcessTable.entry(pid).map(ProcessTable.Entry::startTime).orElse(0L);
  }

  /// Whether the process of that number is this supervisor.
  boolean isThere() {
    return startTime == 0
        || ProcessTable.entry(pid)
            .filter(p -> p.runs() && p.startTime() == startTime)
            .isPresent();
  }

  boolean isOfThisBoot() {
    return boot.equals(Machine.bootId());
  }

  /// Whether its process number means here what it means to itself.
  boolean isOfThisNamespace() {
    return pidNamespace.isEmpty() || pidNamespace.equals(Machine.pidNamespace());
  }

  String toJson() {
    return JsonText.object(json -> {
      json.writeNumberProperty("schema_version", SCHEMA_VERSION);
      json.writeNumberProperty("pid", pid);
      json.writeNumberProperty("start_time_ticks", startTime);
      json.writeStringProperty("boot_id", boot);
      json.writeStringProperty("pid_namespace", pidNamespace);
      json.writeStringProperty("hostname", host);
      json.writeStringProperty("run_id", runId);
      json.writeStringProperty("run_directory", NativeText.of(directory));
      json.writeStringProperty("started", started.toString());
      strings(json, "sources", sources);
      json.writeStringProperty("command_template", template);
      json.writeNumberProperty("slots", slots);
      json.writeNumberProperty("kill_after_ms", killAfter.toMillis());
      json.writeBooleanProperty("answers", answers);
    });
  }

  /// Reads an entry.
  ///
  /// @throws IOException saying what is wrong with it
  static Supervisor parse(String text) throws IOException {
    var json = JsonObject.parse(text);
    json.requireSchema(SCHEMA_VERSION);
    try {
      return new Supervisor(
          positive(json.number("pid").orElseThrow(() -> missing("pid"))),
          json.number("start_time_ticks").orElseThrow(() -> missing("start_time_ticks")),
          text(json, "boot_id"),
          json.text("pid_namespace").orElse(""), // 0.1.0 does not say
          text(json, "hostname"),
          name(text(json, "run_id")),
          NativeText.path(text(json, "run_directory")),
          Instant.parse(text(json, "started")),
          json.texts("sources"),
          text(json, "command_template"),
          json.number("slots").orElseThrow(() -> missing("slots")).intValue(),
          Duration.ofMillis(json.number("kill_after_ms").orElse(0L)),
          json.flag("answers"));
    } catch (ArithmeticException | IllegalArgumentException | DateTimeParseException e) {
      throw new IOException("invalid value: " + e.getMessage(), e);
    }
  }

  private static int positive(long pid) {
    if (pid < 1) {
      throw new IllegalArgumentException("pid " + pid);
    }
    return Math.toIntExact(pid);
  }

  /// A run's id is the name of its directory, and no path.
  private static String name(String runId) {
    if (runId.isEmpty() || runId.startsWith(".") || runId.indexOf('/') >= 0
        || runId.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("run_id " + runId);
    }
    return runId;
  }

  private static String text(JsonObject json, String name) throws IOException {
    return json.text(name).orElseThrow(() -> missing(name));
  }

  private static IOException missing(String name) {
    return new IOException("no " + name);
  }
}
