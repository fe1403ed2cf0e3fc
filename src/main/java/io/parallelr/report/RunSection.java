package io.parallelr.report;

import io.parallelr.figures.Attempt;
import io.parallelr.figures.Bin;
import io.parallelr.figures.FailureGroup;
import io.parallelr.figures.RunFigures;
import io.parallelr.task.Status;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// The part of the page about one run.
///
/// @param number in the page, from 1
/// @param isAlone whether the page is about it alone
record RunSection(ReportedRun run, int number, boolean isAlone, ZoneId zone) {
  private static final int TABLE_PARTS = 24;
  private static final int MOST_FAILURES = 30;

  void write(Html html) {
    html.open("article", "id", "run" + number);
    head(html);
    facts(html);
    if (!run.figures().bins().isEmpty()) {
      charts(html);
      slowest(html);
    }
    failures(html);
    unended(html);
    html.open("section", "class", "wide").element("h2", "How it was run");
    new RunEnvironment(run, zone).write(html);
    html.close().close();
  }

  private void head(Html html) {
    html.open("header");
    html.element(isAlone ? "h1" : "h2", run.title(), "class", "title");
    ReportPage.badge(html, run);
    html.open("p", "class", "command")
        .element("code", run.request().text("command_template").orElse(""))
        .close();
    html.element("p", when(), "class", "when");
    html.close();
  }

  private String when() {
    var overview = run.overview();
    return overview.started().map(t -> Texts.when(t, zone)).orElse("")
        + overview.ended().map(t -> " to " + Texts.when(t, zone)).orElse("")
        + run.request().text("hostname").map(host -> " on " + host).orElse("");
  }

  private void facts(Html html) {
    html.open("dl", "class", "facts");
    for (var fact : RunFacts.of(run)) {
      html.open("div").element("dt", fact.name()).element("dd", fact.value());
      if (!fact.note().isEmpty()) {
        html.element("dd", fact.note(), "class", "note");
      }
      html.close();
    }
    html.close();
  }

  private void charts(Html html) {
    var figures = run.figures();
    html.open("section", "class", "wide").element("h2", "Slots");
    new SlotChart(run).draw(html, "slots" + number);
    html.close();
    html.open("section", "class", "wide").element("h2", "Durations");
    new HistogramChart(figures.bins()).draw(html, "durations" + number);
    figures.durations().ifPresent(durations -> percentiles(html, durations));
    durationTable(html, figures.bins());
    html.close();
    var course = TimeChart.of(figures.timeline(), figures.attempts(), run.shown());
    html.open("section", "class", "wide").element("h2", "Throughput");
    course.throughput(html, "throughput" + number);
    courseTable(html);
    html.close();
    if (figures.memory().isPresent()) {
      html.open("section", "class", "wide").element("h2", "Memory");
      course.memory(html, "memory" + number);
      html.close();
    }
  }

  private void durationTable(Html html, List<Bin> bins) {
    var heads = new ArrayList<>(List.of("Duration", "Ended well", "Failed"));
    if (run.isRunning()) {
      heads.add("Running, so far");
    }
    var rows = bins.stream()
        .map(
            bin -> List.of(
                HistogramChart.range(bin),
                Axis.grouped(bin.succeeded()),
                Axis.grouped(bin.failed()),
                Axis.grouped(bin.running())).subList(0, heads.size()))
        .toList();
    table(html, "Durations", heads, rows);
  }

  private static void percentiles(Html html, RunFigures.Durations durations) {
    html.open("table", "class", "small");
    html.open("thead").open("tr");
    html.element("th", "Shortest", "scope", "col").element("th", "Average", "scope", "col");
    durations.percentiles()
        .keySet()
        .forEach(percent -> html.element("th", percent + " % within", "scope", "col"));
    html.element("th", "Longest", "scope", "col").close().close();
    html.open("tbody").open("tr");
    html.element("td", Texts.length(durations.shortest()))
        .element("td", Texts.length(durations.average()));
    durations.percentiles().values().forEach(time -> html.element("td", Texts.length(time)));
    html.element("td", Texts.length(durations.longest())).close().close().close();
  }

  /// The figures of the charts over time, for readers who prefer a table.
  private void courseTable(Html html) {
    table(
        html,
        "Throughput and memory",
        List.of("From", "To", "Ended", "Failed", "Running", "Memory in MiB", "Largest in MiB"),
        run.timeline()
            .spans(TABLE_PARTS)
            .stream()
            .map(
                span -> List.of(
                    Axis.label(span.start()),
                    Axis.label(span.start().plus(span.length())),
                    Axis.grouped(span.ended()),
                    Axis.grouped(span.failed()),
                    "%.1f".formatted(span.running()),
                    "%.1f".formatted(span.memoryMb()),
                    "%.1f".formatted(span.largestMb())))
            .toList());
  }

  private static void table(
      Html html,
      String caption,
      List<String> heads,
      List<List<String>> rows) {
    html.open("details").element("summary", "As a table");
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", caption);
    html.open("table").element("caption", caption, "class", "unseen");
    html.open("thead").open("tr");
    heads.forEach(head -> html.element("th", head, "scope", "col"));
    html.close().close().open("tbody");
    for (var row : rows) {
      html.open("tr");
      row.forEach(cell -> html.element("td", cell));
      html.close();
    }
    html.close().close().close().close();
  }

  private void slowest(Html html) {
    html.open("section", "class", "wide").element("h2", "Slowest");
    attempts(html, "Slowest attempts", run.figures().slowest());
    html.close();
  }

  private void unended(Html html) {
    var begun = List.copyOf(run.figures().begun());
    if (!begun.isEmpty()) {
      html.open("section", "class", "wide")
          .element("h2", run.isRunning() ? "Running" : "No end recorded");
      attempts(html, "Unfinished tasks", begun.subList(0, Math.min(100, begun.size())));
      html.close();
    }
  }

  private void attempts(Html html, String caption, List<Attempt> attempts) {
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", caption);
    html.open("table", "class", "sortable").element("caption", caption, "class", "unseen");
    html.open("thead").open("tr");
    for (var head : List.of("Number", "Task", "Status", "Took", "CPU time", "Memory", "Started")) {
      html.element("th", head, "scope", "col");
    }
    html.close().close().open("tbody");
    attempts.forEach(attempt -> row(html, attempt));
    html.close().close().close();
  }

  private void row(Html html, Attempt attempt) {
    boolean hasEnded = attempt.status().isPresent();
    var took = run.took(attempt);
    html.open("tr")
        .element("td", Integer.toString(attempt.sequence()))
        .open("td", "class", "name")
        .element("bdi", Texts.task(attempt.name(), attempt.arguments()))
        .close()
        .element(
            "td",
            attempt.status()
                .map(status -> sign(attempt, status))
                .orElse(run.isRunning() ? "running" : "no end")
                + (attempt.attempt() > 1 ? ", attempt " + attempt.attempt() : ""))
        .element(
            "td",
            took.map(Texts::length).orElse(""),
            "data-value",
            Long.toString(took.orElse(Duration.ZERO).toMillis()))
        .element(
            "td",
            hasEnded ? Texts.length(attempt.cpu()) : "",
            "data-value",
            Long.toString(attempt.cpu().toMillis()))
        .element(
            "td",
            attempt.memoryMb().map("%.1f MiB"::formatted).orElse(""),
            "data-value",
            attempt.memoryMb().map(Object::toString).orElse("0"))
        .element("td", attempt.started().map(t -> Texts.when(t, zone)).orElse(""))
        .close();
  }

  private static String sign(Attempt attempt, Status status) {
    return (attempt.isFailure() ? "✗ " : status == Status.SUCCESS ? "✓ " : "") + status;
  }

  private void failures(Html html) {
    var groups = run.figures().failures();
    html.open("section", "class", "wide").element("h2", "Failures");
    if (groups.isEmpty()) {
      html.element("p", "Nothing failed.", "class", "quiet").close();
      return;
    }
    html.element(
        "p",
        "Grouped by how tasks ended and by the last line of standard error; # stands for numbers, "
            + "@TASK@ for the name of the task.",
        "class",
        "quiet");
    groups.stream().limit(MOST_FAILURES).forEach(group -> group(html, group));
    if (groups.size() > MOST_FAILURES) {
      html.element(
          "p",
          "%d more kinds of failures, with %s tasks.".formatted(
              groups.size() - MOST_FAILURES,
              Axis.grouped(
                  groups.stream().skip(MOST_FAILURES).mapToLong(FailureGroup::tasks).sum())));
    }
    html.close();
  }

  private static void group(Html html, FailureGroup group) {
    html.open("details", "class", "failure").open("summary");
    html.element("span", Axis.grouped(group.tasks()), "class", "count")
        .element("span", GroupTexts.reason(group), "class", "reason");
    if (!group.line().isEmpty()) {
      html.element("code", group.line());
    }
    html.close();
    if (group.attempts() > group.tasks()) {
      html.element(
          "p",
          "%s attempts failed like this, %s of them for good.".formatted(
              Axis.grouped(group.attempts()), Axis.grouped(group.tasks())),
          "class",
          "quiet");
    }
    if (!group.lastLines().isEmpty()) {
      html.element("p", "The last lines of the first failure:", "class", "quiet");
      html.open("pre");
      for (var line : group.lastLines()) {
        html.text(line).raw("\n");
      }
      html.close();
    }
    html.element("p", group.attempts() > group.examples().size() ? "Such as" : "It is", "class",
        "quiet");
    html.open("ul");
    for (var attempt : group.examples()) {
      html.open("li")
          .element("bdi", Texts.task(attempt.name(), attempt.arguments()))
          .text(
              " (task %d, %s%s)".formatted(
                  attempt.sequence(),
                  Texts.length(attempt.took()),
                  attempt.attempt() > 1 ? ", attempt " + attempt.attempt() : ""))
          .close();
    }
    html.close().close();
  }
}
