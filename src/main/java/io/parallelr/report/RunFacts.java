package io.parallelr.report;

import io.parallelr.figures.RunFigures;
import io.parallelr.task.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a run came to in a few figures, the same ones for each run and in the same order.
///
/// @param note what the value does not say; may be empty
record RunFacts(String name, String value, String note) {
  private static final String NONE = "–";

  static List<RunFacts> of(ReportedRun run) {
    var figures = run.figures();
    var facts = new ArrayList<RunFacts>();
    facts.add(
        new RunFacts(
            "Tasks",
            Axis.grouped(run.tasks()),
            figures.ended() == run.tasks()
                ? "all ended"
                : Axis.grouped(figures.ended()) + " ended" + running(run)));
    facts.add(
        new RunFacts(
            "Succeeded",
            Axis.grouped(figures.statuses().getOrDefault(Status.SUCCESS, 0L)),
            percent(figures.successPercent()).map(p -> p + " of completed").orElse("")));
    facts.add(new RunFacts("Failed", Axis.grouped(figures.failedTasks()), failed(figures)));
    facts.add(
        new RunFacts(
            "Took",
            run.elapsed().map(Texts::length).orElse(NONE),
            run.isRunning() ? "so far" : ""));
    facts.add(
        new RunFacts(
            "Throughput",
            run.tasksPerSecond().map(Axis::number).map(rate -> rate + " tasks/s").orElse(NONE),
            ""));
    facts.add(
        new RunFacts(
            "Median",
            percentile(figures, 50),
            "of %s %s".formatted(
                Axis.grouped(figures.attempts()),
                figures.attempts() == 1 ? "attempt" : "attempts")));
    facts.add(
        new RunFacts(
            "95 % within",
            percentile(figures, 95),
            figures.durations().map(d -> "longest " + Texts.length(d.longest())).orElse("")));
    facts.add(
        new RunFacts(
            "Slots in use",
            percent(run.slotPercent()).orElse(NONE),
            run.request().number("max_workers").map("of %d"::formatted).orElse("")));
    facts.add(new RunFacts("CPU time", Texts.length(figures.cpu()), cpu(figures)));
    facts.add(
        new RunFacts(
            "Peak memory",
            figures.memory().map(m -> Axis.number(round(m.peakMb())) + " MiB").orElse(NONE),
            figures.memory()
                .map(m -> "of one task; average " + Axis.number(round(m.averageMb())) + " MiB")
                .orElse("not measured")));
    return List.copyOf(facts);
  }

  private static String running(ReportedRun run) {
    int running = run.figures().begun().size();
    return run.isRunning() && running > 0 ? ", " + Axis.grouped(running) + " running" : "";
  }

  private static String failed(RunFigures figures) {
    var others = figures.statuses()
        .entrySet()
        .stream()
        .filter(e -> e.getKey() != Status.SUCCESS && e.getKey() != Status.FAILED)
        .map(e -> Axis.grouped(e.getValue()) + " " + e.getKey())
        .collect(Collectors.joining(", "));
    long again = figures.failedAttempts() - figures.failedTasks();
    return others.isEmpty() && again > 0
        ? Axis.grouped(again) + " more attempts failed"
        : others;
  }

  private static String percentile(RunFigures figures, int percent) {
    return figures.durations()
        .map(d -> d.percentiles().getOrDefault(percent, Duration.ZERO))
        .map(Texts::length)
        .orElse(NONE);
  }

  private static String cpu(RunFigures figures) {
    return figures.durations()
        .map(RunFigures.Durations::total)
        .filter(Duration::isPositive)
        .map(
            total -> "%.0f %% of the time that tasks ran"
                .formatted(100.0 * figures.cpu().toNanos() / total.toNanos()))
        .orElse("");
  }

  private static Optional<String> percent(Optional<Double> value) {
    return value.map(Texts::percent);
  }

  private static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
