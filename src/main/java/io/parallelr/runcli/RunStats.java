package io.parallelr.runcli;

import io.parallelr.history.RunOverview;
import io.parallelr.journal.TaskRecord;
import io.parallelr.journal.TaskRecords;
import io.parallelr.json.JsonText;
import io.parallelr.report.Texts;
import io.parallelr.run.ExitStatus;
import io.parallelr.task.Printable;
import io.parallelr.task.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `parallelr stats`.
@Command(name = "parallelr stats", sortOptions = false, usageHelpAutoWidth = true, description = "Shows how long the tasks of a run took and what they used: percentiles, the slowest, CPU, memory and throughput.", footerHeading = "%nExamples:%n", footer = {
    "  parallelr stats last", "  parallelr stats nightly --json"})
final class RunStats implements RunsAction {
  private static final List<Integer> PERCENTILES = List.of(50, 75, 90, 95, 99);
  private static final int SLOWEST = 10;

  @Parameters(paramLabel = "RUN", description = "its name, its id or the beginning of that, its directory, last, or last~1 for the one before")
  String run = "";

  @Option(names = "--json", description = "print it as one JSON object")
  boolean json;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  @Override
  public int run(Around around) throws IOException {
    var overview = around.run(run);
    var figures = new Figures();
    TaskRecords.each(overview.run(), figures::take);
    figures.sort();
    var elapsed = overview.took(around.clock().instant());
    around.print(json ? json(overview, figures, elapsed) : text(overview, figures, elapsed));
    return ExitStatus.ALL_SUCCEEDED;
  }

  /// What attempts took and used, added up. Those that never ran are left out, and the durations of
  /// those that were cancelled too: they say nothing of how long the task takes.
  private static final class Figures {
    private final Map<Status, Long> statuses = new EnumMap<>(Status.class);
    private final PriorityQueue<TaskRecord> slowest =
        new PriorityQueue<>(Comparator.comparing(TaskRecord::duration));
    private long[] nanos = new long[1024];
    private int timed; // attempts that ran to an end of their own
    private long ran;
    private long finals;
    private Duration timedTotal = Duration.ZERO;
    private Duration total = Duration.ZERO;
    private Duration cpu = Duration.ZERO;
    private double peakMb;
    private double sumMb;
    private long measured;

    private void take(TaskRecord task) {
      if (task.status().isEmpty()) {
        return;
      }
      if (task.isFinal()) {
        finals++;
        statuses.merge(task.status().get(), 1L, Long::sum);
      }
      if (!task.ran()) {
        return;
      }
      ran++;
      if (task.status().get() != Status.CANCELLED) {
        time(task.duration());
      }
      total = total.plus(task.duration());
      cpu = cpu.plus(task.cpu());
      task.memoryMb().ifPresent(mb -> {
        peakMb = Math.max(peakMb, mb);
        sumMb += mb;
        measured++;
      });
      slowest.add(task);
      if (slowest.size() > SLOWEST) {
        slowest.remove();
      }
    }

    private void time(Duration duration) {
      if (timed == nanos.length) {
        nanos = Arrays.copyOf(nanos, timed * 2);
      }
      nanos[timed++] = duration.toNanos();
      timedTotal = timedTotal.plus(duration);
    }

    private void sort() {
      Arrays.sort(nanos, 0, timed);
    }

    /// The duration that a share of the attempts did not exceed: the nearest rank.
    private Duration percentile(int percent) {
      int rank = (int) Math.ceil(percent / 100.0 * timed);
      return Duration.ofNanos(nanos[Math.max(0, rank - 1)]);
    }

    private Duration longest() {
      return Duration.ofNanos(nanos[timed - 1]);
    }

    private Duration average() {
      return timedTotal.dividedBy(timed);
    }

    private long of(Status status) {
      return statuses.getOrDefault(status, 0L);
    }

    /// How many ran to an end of their own.
    private long completed() {
      return finals - of(Status.CANCELLED) - of(Status.SKIPPED);
    }

    private Optional<Double> successPercent() {
      return completed() == 0
          ? Optional.empty()
          : Optional.of(100.0 * of(Status.SUCCESS) / completed());
    }

    private Optional<Double> throughput(Optional<Duration> elapsed) {
      return elapsed.filter(Duration::isPositive)
          .map(e -> completed() / (e.toNanos() / 1e9));
    }

    private List<TaskRecord> slowest() {
      return slowest.stream()
          .sorted(Comparator.comparing(TaskRecord::duration).reversed())
          .toList();
    }
  }

  private static String text(RunOverview run, Figures figures, Optional<Duration> elapsed) {
    var text = new StringBuilder();
    line(text, "Run", "%s, %s".formatted(Texts.run(run), run.state().word()));
    var counts = figures.statuses.entrySet()
        .stream()
        .map(e -> "%d %s".formatted(e.getValue(), e.getKey()))
        .collect(Collectors.joining(", "));
    line(text, "Tasks", figures.finals + " ended" + (counts.isEmpty() ? "" : ": " + counts));
    figures.successPercent()
        .ifPresent(percent -> line(text, "Success", Texts.percent(percent)));
    figures.throughput(elapsed)
        .ifPresent(
            rate -> line(
                text,
                "Throughput",
                "%.2f tasks/s over %s".formatted(rate, Texts.length(elapsed.orElseThrow()))));
    if (figures.ran == 0) {
      line(text, "Duration", "no task has run to an end");
      return text.toString();
    }
    line(text, "Attempts", "%d that ran".formatted(figures.ran));
    line(
        text,
        "Duration",
        figures.timed == 0 ? "no task has run to an end" : durations(figures));
    line(
        text,
        "CPU",
        "%s, %.0f %% of the time that tasks ran".formatted(
            Texts.length(figures.cpu),
            figures.total.isPositive()
                ? 100.0 * figures.cpu.toNanos() / figures.total.toNanos()
                : 0));
    line(
        text,
        "Memory",
        figures.measured == 0
            ? "not measured: tasks were too short"
            : "peak %.1f MiB, average %.1f MiB".formatted(
                figures.peakMb,
                figures.sumMb / figures.measured));
    text.append("\nSlowest:\n");
    for (var task : figures.slowest()) {
      text.append(
          "  %6d  %9s  %-9s  %s%n".formatted(
              task.sequence(),
              Texts.length(task.duration()),
              task.status().orElseThrow(),
              Texts.task(task)));
    }
    return text.toString();
  }

  private static String durations(Figures figures) {
    return "min %s, average %s, %s, max %s".formatted(
        Texts.length(figures.percentile(0)),
        Texts.length(figures.average()),
        PERCENTILES.stream()
            .map(p -> "p%d %s".formatted(p, Texts.length(figures.percentile(p))))
            .collect(Collectors.joining(", ")),
        Texts.length(figures.longest()));
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("%-12s%s%n".formatted(name, Printable.of(value)));
  }

  private static String json(RunOverview run, Figures figures, Optional<Duration> elapsed) {
    return JsonText.object(json -> {
      json.writeStringProperty("session_id", run.id());
      run.labels().write(json);
      json.writeStringProperty("state", run.state().word());
      json.writeNumberProperty("tasks", figures.finals);
      json.writeObjectPropertyStart("statuses");
      figures.statuses.forEach((s, count) -> json.writeNumberProperty(s.name(), count));
      json.writeEndObject();
      json.writeNumberProperty("attempts", figures.ran);
      number(json, "success_percent", figures.successPercent().map(Texts::roundedPercent));
      number(json, "tasks_per_second", figures.throughput(elapsed));
      number(json, "duration_seconds", elapsed.map(RunStats::seconds));
      if (figures.timed > 0) {
        json.writeObjectPropertyStart("task_seconds");
        json.writeNumberProperty("min", seconds(figures.percentile(0)));
        json.writeNumberProperty("average", seconds(figures.average()));
        PERCENTILES.forEach(
            p -> json.writeNumberProperty("p" + p, seconds(figures.percentile(p))));
        json.writeNumberProperty("max", seconds(figures.longest()));
        json.writeEndObject();
      }
      json.writeNumberProperty("cpu_seconds", figures.cpu.toNanos() / 1e9);
      number(
          json,
          "peak_memory_mb",
          Optional.of(figures.peakMb).filter(_ -> figures.measured > 0));
      number(
          json,
          "average_memory_mb",
          Optional.of(figures.sumMb)
              .filter(_ -> figures.measured > 0)
              .map(sum -> sum / figures.measured));
      JsonText.objects(json, "slowest", figures.slowest(), task -> {
        json.writeNumberProperty("sequence", task.sequence());
        json.writeStringProperty("task", task.name());
        JsonText.strings(json, "arguments", task.arguments());
        json.writeStringProperty("status", task.status().orElseThrow().name());
        json.writeNumberProperty("duration_seconds", seconds(task.duration()));
      });
    }) + '\n';
  }

  private static double seconds(Duration duration) {
    return Texts.seconds(duration);
  }

  private static void number(
      tools.jackson.core.JsonGenerator json,
      String name,
      Optional<Double> value) {
    value.ifPresentOrElse(
        v -> json.writeNumberProperty(name, Math.round(v * 1000) / 1000.0),
        () -> json.writeNullProperty(name));
  }
}
