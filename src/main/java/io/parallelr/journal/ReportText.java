package io.parallelr.journal;

import io.parallelr.engine.RunEnd;
import io.parallelr.os.NativeText;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Size;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The report at the end of a run, for people.
///
/// @param stopLimits the limits in force, as a sentence; empty if there are none
/// @param files where to look further, by what they are
/// @param name what a task is called
/// @param next what to type to look further, or to have the rest done
public record ReportText(
    Session session,
    List<String> stopLimits,
    Map<String, Path> files,
    Function<Task, String> name,
    List<String> next) {
  private static final int WIDTH = 18;

  public ReportText {
    stopLimits = List.copyOf(stopLimits);
    files = new LinkedHashMap<>(files);
    next = List.copyOf(next);
  }

  public String of(RunReport report) {
    var s = report.summary();
    var t = report.statistics();
    int notStarted = report.notStarted();
    var lines = new LinkedHashMap<String, String>();
    lines.put("Run", "%s, %s".formatted(session.id(), ending(report.end())));
    lines.put(
        "Tasks",
        "%d total: %d succeeded, %d failed, %d timed out, %s, %d cancelled%s%s%s".formatted(
            report.tasks(),
            s.succeeded(),
            s.failed(),
            s.timedOut(),
            Count.of(s.errors(), "error"),
            s.cancelled(),
            skipped(s),
            report.unretried() > 0
                ? ", %d failed and not retried".formatted(report.unretried())
                : "",
            notStarted > 0 ? ", %d not started".formatted(notStarted) : ""));
    lines.put("Success rate", successRate(report));
    lines.put("Took", speed(report));
    lines.put(
        "Task duration",
        "min %s  avg %s  p50 %s  p95 %s  p99 %s  max %s".formatted(
            seconds(t.shortest()),
            seconds(t.average()),
            seconds(t.percentile(50)),
            seconds(t.percentile(95)),
            seconds(t.percentile(99)),
            seconds(t.longest())));
    lines.put("Memory", memory(t));
    lines.put("Stop limits", stopLimits.isEmpty() ? "off" : String.join(", ", stopLimits));
    lines.put("Working directory", Printable.of(workingDirectory()));
    if (!report.warnings().isEmpty()) {
      lines.put(
          "Warnings",
          report.warnings()
              .stream()
              .map(Printable::of)
              .collect(Collectors.joining('\n' + " ".repeat(WIDTH))));
    }
    files.forEach((what, path) -> lines.put(what, Printable.of(NativeText.of(path))));
    if (report.failures().count() > 0) {
      lines.put("Failed tasks", failures(report.failures()));
    }
    if (!next.isEmpty()) {
      lines.put("Next", String.join('\n' + " ".repeat(WIDTH), next));
    }
    return lines.entrySet()
        .stream()
        .map(line -> ("%-" + WIDTH + "s%s%n").formatted(line.getKey(), line.getValue()))
        .collect(Collectors.joining());
  }

  private String failures(Failures failures) {
    var lines = new ArrayList<String>();
    for (var result : failures.first()) {
      lines.add(
          "%d %s: %s%s".formatted(
              result.task().sequence(),
              name.apply(result.task()),
              Descriptions.error(result).orElse(""),
              Failures.lastLine(result)
                  .map(line -> "; stderr: " + Printable.of(line))
                  .orElse("")));
    }
    if (failures.count() > lines.size()) {
      lines.add("... and %d more".formatted(failures.count() - lines.size()));
    }
    return String.join('\n' + " ".repeat(WIDTH), lines);
  }

  private String workingDirectory() {
    return switch (session.workingDirectory()) {
      case "task" -> "the directory of each task's file";
      case "workspace" -> NativeText.of(session.workspace());
      case "slot" -> "one for each slot in " + session.workspace();
      default -> session.workingDirectory();
    };
  }

  private static String skipped(RunSummary summary) {
    var had = summary.skippedFailures() > 0
        ? " (%d had failed: --retry-failed runs them)".formatted(summary.skippedFailures())
        : "";
    return summary.skipped() > 0 ? ", %d skipped%s".formatted(summary.skipped(), had) : "";
  }

  private static String ending(RunEnd end) {
    return switch (end) {
      case RunEnd.Completed() -> "completed";
      case RunEnd.Drained() -> "drained on request";
      case RunEnd.Interrupted() -> "interrupted";
      case RunEnd.LimitReached(var reason, _) -> "stopped: " + reason;
      case RunEnd.Enough(var reason, _, _) -> "ended early: " + reason;
    };
  }

  private static String successRate(RunReport report) {
    var s = report.summary();
    return Optional.of(s.completed())
        .filter(completed -> completed > 0)
        .map(c -> Descriptions.decimal(percent(s.succeeded(), c), 1) + " % of completed tasks")
        .orElse("no task completed");
  }

  /// With one that failed, it is less than 100 with one decimal place, too.
  private static double percent(int succeeded, int completed) {
    double percent = 100.0 * succeeded / completed;
    return succeeded < completed ? Math.min(percent, 99.9) : percent;
  }

  private String speed(RunReport report) {
    double elapsed = report.elapsed().toNanos() / 1e9;
    double rate = elapsed > 0 ? report.summary().completed() / elapsed : 0;
    return "%s, %s tasks/s in %s, %s of CPU time".formatted(
        seconds(report.elapsed()),
        Descriptions.decimal(rate, rate < 10 ? 2 : 0),
        Count.of(session.slots(), "slot"),
        seconds(report.statistics().cpu()));
  }

  private static String memory(RunStatistics statistics) {
    return statistics.peakBytes() == 0
        ? "not measured: tasks were too short"
        : "peak %s, average %s"
            .formatted(Size.of(statistics.peakBytes()), Size.of(statistics.averageBytes()));
  }

  private static String seconds(java.time.Duration duration) {
    return Descriptions.durationSeconds(duration) + "s";
  }
}
