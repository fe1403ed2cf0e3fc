package io.parallelr.report;

import io.parallelr.figures.Attempt;
import io.parallelr.figures.Bin;
import io.parallelr.figures.RunFigures;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The report of a run for a terminal.
///
/// @param zone in which times are shown
public record ReportText(ReportedRun run, ZoneId zone) {
  private static final int BAR = 40;
  private static final int MOST_GROUPS = 10;
  private static final int MOST_SLOWEST = 10;
  private static final List<String> OF_ENVIRONMENT =
      List.of("Command", "Tasks from", "Lines of", "Host", "Slots", "Time limit", "Version");

  /// The text, with a line break at its end.
  public String text() {
    var text = new StringBuilder();
    line(text, "Run", Texts.run(run.overview()) + ", " + run.state());
    line(
        text,
        "Time",
        run.overview().started().map(t -> Texts.when(t, zone)).orElse("?")
            + run.overview().ended().map(t -> " to " + Texts.when(t, zone)).orElse(""));
    new RunEnvironment(run, zone).facts().forEach((name, value) -> {
      if (OF_ENVIRONMENT.contains(name)) {
        line(text, name, value);
      }
    });
    text.append('\n');
    for (var fact : RunFacts.of(run)) {
      line(text, fact.name(), fact.value() + (fact.note().isEmpty() ? "" : ", " + fact.note()));
    }
    durations(text);
    failures(text);
    attempts(text, run.isRunning() ? "Running" : "No end recorded", begun());
    return text.toString();
  }

  private List<Attempt> begun() {
    return run.figures().begun().stream().limit(MOST_SLOWEST).toList();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("%-13s %s%n".formatted(name, Printable.of(value)));
  }

  private void durations(StringBuilder text) {
    var bins = run.figures().bins();
    if (bins.isEmpty()) {
      return;
    }
    text.append('\n');
    run.figures().durations().ifPresent(durations -> durations(text, durations));
    long most = bins.stream().mapToLong(ReportText::all).max().orElse(1);
    bins.forEach(bin -> bar(text, bin, most));
    attempts(
        text,
        "Slowest",
        run.figures().slowest().stream().limit(MOST_SLOWEST).toList());
  }

  private static long all(Bin bin) {
    return bin.succeeded() + bin.failed() + bin.running();
  }

  private static void durations(StringBuilder text, RunFigures.Durations durations) {
    text.append("Durations: shortest %s, average %s, %s, longest %s%n".formatted(
        Texts.length(durations.shortest()),
        Texts.length(durations.average()),
        durations.percentiles()
            .entrySet()
            .stream()
            .map(e -> "p%d %s".formatted(e.getKey(), Texts.length(e.getValue())))
            .collect(Collectors.joining(", ")),
        Texts.length(durations.longest())));
  }

  private static void bar(StringBuilder text, Bin bin, long most) {
    long all = all(bin);
    int bad = length(bin.failed(), most);
    int open = length(bin.running(), most);
    int good = Math.max(bin.succeeded() > 0 ? 1 : 0, length(all, most) - bad - open);
    text.append("  %9s  %-41s %s%s%n".formatted(
        Axis.label(Duration.ofMillis(bin.from())),
        "#".repeat(good) + "x".repeat(bad) + ">".repeat(open),
        all == 0 ? "" : all,
        of(bin)));
  }

  private static String of(Bin bin) {
    var parts = Stream.of(
        bin.failed() > 0 ? bin.failed() + " failed" : "",
        bin.running() > 0 ? bin.running() + " running" : "")
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
    return parts.isEmpty() ? "" : " (" + parts + ")";
  }

  /// What is there is seen, however small it is.
  private static int length(long count, long most) {
    return count == 0 ? 0 : Math.clamp(count * BAR / most, 1, BAR);
  }

  private void attempts(StringBuilder text, String heading, List<Attempt> attempts) {
    if (attempts.isEmpty()) {
      return;
    }
    text.append('\n').append(heading).append(":\n");
    for (var attempt : attempts) {
      text.append("  %7d  %9s  %-9s  %s%n".formatted(
          attempt.sequence(),
          run.took(attempt).map(Texts::length).orElse(""),
          attempt.status().map(Enum::name).orElse(run.isRunning() ? "running" : "no end"),
          Texts.task(attempt.name(), attempt.arguments())));
    }
  }

  private void failures(StringBuilder text) {
    var groups = run.figures().failures();
    if (groups.isEmpty()) {
      return;
    }
    text.append("\nFailures, with how many tasks ended so ")
        .append("(# stands for numbers, @TASK@ for the task):\n");
    for (var group : groups.subList(0, Math.min(MOST_GROUPS, groups.size()))) {
      text.append("  %7d  %s%s%s%n".formatted(
          group.tasks(),
          Printable.of(GroupTexts.reason(group)),
          group.line().isEmpty() ? "" : ": " + Printable.of(group.line()),
          group.attempts() > group.tasks()
              ? " (in %s)".formatted(Count.of(group.attempts(), "attempt"))
              : ""));
      group.examples()
          .stream()
          .findFirst()
          .ifPresent(
              example -> text.append("           such as task %d, %s%n".formatted(
                  example.sequence(), Texts.task(example.name(), example.arguments()))));
    }
    if (groups.size() > MOST_GROUPS) {
      text.append("  ... and %d more kinds; --html and --json have them\n"
          .formatted(groups.size() - MOST_GROUPS));
    }
  }
}
