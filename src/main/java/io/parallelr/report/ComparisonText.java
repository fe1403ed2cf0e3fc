package io.parallelr.report;

import io.parallelr.figures.Attempt;
import io.parallelr.figures.Change;
import io.parallelr.figures.RunComparison.Changed;
import io.parallelr.history.RunOverview;
import io.parallelr.history.RunState;
import io.parallelr.task.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How two runs differ, for a terminal.
public record ComparisonText(ComparedRuns runs) {
  /// The median of fewer says nothing.
  private static final int LEAST_COMPARED = 5;

  /// The text, with a line break at its end.
  public String text() {
    var text = new StringBuilder();
    line(text, "First", run(runs.first()));
    line(text, "Second", run(runs.second()));
    var comparison = runs.comparison();
    comparison.directories()
        .ifPresent(
            directories -> line(
                text,
                "Matched",
                "no path is in both: compared below %s and %s"
                    .formatted(directories.first(), directories.second())));
    line(text, "Tasks", counts());
    if (comparison.before().isPositive()) {
      line(text, "Time", time());
    }
    runs.shown().forEach(change -> changes(text, change));
    return text.toString();
  }

  private String run(RunOverview run) {
    return Texts.run(run) + ", " + run.state().word()
        + run.took(runs.now()).map(time -> ", took " + Texts.length(time)).orElse("");
  }

  private String counts() {
    var comparison = runs.comparison();
    var text = new StringBuilder();
    for (var change : runs.shown()) {
      text.append("%d %s, ".formatted(comparison.count(change), change.word()));
    }
    return text + "%d others%s".formatted(
        comparison.counts()
            .entrySet()
            .stream()
            .filter(e -> !runs.shown().contains(e.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum(),
        comparison.failInBoth() > 0
            ? ", of which %d fail in both".formatted(comparison.failInBoth())
            : "");
  }

  private String time() {
    var comparison = runs.comparison();
    var noise = comparison.noise();
    var text = "what succeeded in both took %s, then %s".formatted(
        Texts.length(comparison.before()),
        Texts.length(comparison.after()));
    if (comparison.compared() < LEAST_COMPARED) {
      return text;
    }
    double chance = Math.max(noise.slower(), noise.faster());
    return text + "; the median task %.2f times as long%s".formatted(
        comparison.medianRatio(),
        chance > 1 ? "; by chance up to %.2f times".formatted(chance) : "");
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("%-8s%s%n".formatted(name, Printable.of(value)));
  }

  private void changes(StringBuilder text, Change change) {
    long count = runs.comparison().count(change);
    if (count == 0) {
      return;
    }
    var changed = runs.comparison().changed().getOrDefault(change, List.of());
    text.append("%n%s (%d):%n".formatted(heading(change), count));
    for (var one : changed) {
      text.append("  %7d  %s%n".formatted(one.shown().sequence(), described(change, one)));
    }
    if (changed.size() < count) {
      text.append("  ... and %d more; --limit 0 lists all%n".formatted(count - changed.size()));
    }
  }

  private String heading(Change change) {
    return switch (change) {
      case FAILING -> "Newly failing";
      case REPAIRED -> "Repaired";
      case SLOWER -> "Slower";
      case FASTER -> "Faster";
      case GONE -> isRunning()
          ? "Gone, or not finished in the second run so far"
          : "Gone, or not finished in the second run";
      case NEW -> "New";
      case SAME -> "The same";
    };
  }

  private String described(Change change, Changed changed) {
    var name = Texts.task(changed.shown().name(), changed.shown().arguments());
    return switch (change) {
      case SLOWER, FASTER -> times(changed) + "  " + name;
      case FAILING -> "%-9s  %s%s%s".formatted(
          status(changed.after()),
          name,
          changed.shown().error().map(error -> ": " + Printable.of(error)).orElse(""),
          changed.before().isEmpty() ? " (a new task)" : "");
      case REPAIRED, GONE, NEW, SAME -> "%-9s  %s%s".formatted(
          status(change == Change.NEW ? changed.after() : changed.before()),
          name,
          change == Change.GONE ? now(changed.after()) : "");
    };
  }

  /// What has become of a task that has no result in the second run.
  private String now(Optional<Attempt> attempt) {
    if (attempt.isEmpty()) {
      return isRunning() ? " (not started yet, or gone)" : "";
    }
    return attempt.get()
        .status()
        .map(" (now %s)"::formatted)
        .orElse(isRunning() ? " (still running)" : " (its end is not recorded)");
  }

  private boolean isRunning() {
    return runs.second().state() == RunState.RUNNING;
  }

  private static String status(Optional<Attempt> attempt) {
    return attempt.flatMap(Attempt::status).map(Enum::name).orElse("no end recorded");
  }

  private static String times(Changed changed) {
    var before = changed.before().map(Attempt::took).orElse(Duration.ZERO);
    var after = changed.after().map(Attempt::took).orElse(Duration.ZERO);
    return "%9s to %9s  %s".formatted(
        Texts.length(before),
        Texts.length(after),
        before.isPositive()
            ? "%+5.0f %%".formatted(100.0 * after.toNanos() / before.toNanos() - 100)
            : "       ");
  }
}
