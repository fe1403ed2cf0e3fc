package io.parallelr.report;

import io.parallelr.figures.Attempt;
import io.parallelr.figures.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;

/// Draws what ran when in which slot: each attempt while there are few, else how busy slots were.
record SlotChart(ReportedRun run) {
  private static final int TALLEST = 480;
  private static final int TALLEST_ROW = 22;
  private static final int LOWEST_ROW = 5;
  private static final int LABELS = 24;
  /// A number beyond would not be of a slot.
  private static final int MOST_RUNNING = 128;
  /// How busy a slot is, in steps that can be told apart.
  private static final int STEPS = 4;

  void draw(Html html, String id) {
    var timeline = run.timeline();
    int rows = rows(timeline);
    int row = Math.clamp(TALLEST / rows, LOWEST_ROW, TALLEST_ROW);
    var attempts = timeline.attempts();
    var title = timeline.slotsOfRow() == 1
        ? "What ran in each slot"
        : "What ran in the slots, %d in a row".formatted(timeline.slotsOfRow());
    new Chart(html, id, rows * row).draw(
        title,
        description(timeline),
        chart -> {
          chart.timeAxis(run.shown());
          labels(chart, rows, row);
          if (attempts.isPresent()) {
            each(chart, attempts.get(), rows, row);
          } else {
            grid(chart, rows, row);
          }
        });
    legend(html, attempts.isPresent());
  }

  /// While each attempt is drawn, includes slots in which nothing has ended yet.
  private int rows(Timeline timeline) {
    int running = timeline.attempts().isEmpty()
        ? 0
        : run.figures()
            .begun()
            .stream()
            .mapToInt(Attempt::slot)
            .filter(slot -> slot <= MOST_RUNNING)
            .max()
            .orElse(0);
    int each = timeline.slotsOfRow();
    return Math.max(1, Math.max(timeline.rows(), (running + each - 1) / each));
  }

  private String description(Timeline timeline) {
    return "%s slots, of which the rows are from above to below; time goes from left to right, over %s. %s"
        .formatted(
            timeline.slots(),
            Texts.length(run.shown()),
            run.slotPercent()
                .map("Slots were in use for %.0f %% of the time."::formatted)
                .orElse(""));
  }

  private void labels(Chart chart, int rows, int row) {
    int each = (rows + LABELS - 1) / LABELS;
    int slots = run.timeline().slotsOfRow();
    chart.html().open("g", "class", "axis");
    for (int i = 0; i < rows; i += each) {
      chart.label(
          Integer.toString(Chart.LEFT - 6),
          Chart.TOP + i * row + row / 2.0 + 4,
          "end",
          (i == 0 ? "slot " : "") + (i * slots + 1));
    }
    chart.html().close();
  }

  private void each(Chart chart, List<Attempt> attempts, int rows, int row) {
    int gap = row > 8 ? 2 : 1;
    for (var attempt : attempts) {
      box(chart, attempt, attempt.took(), attempt.isFailure() ? "bad" : "good", row, gap);
    }
    for (var attempt : run.figures().begun()) {
      var rest = run.shown().minus(since(attempt));
      boolean isShown = attempt.slot() > 0
          && (attempt.slot() - 1) / run.timeline().slotsOfRow() < rows;
      if (isShown && rest.isPositive()) {
        box(chart, attempt, rest, "open", row, gap);
      }
    }
  }

  private void box(
      Chart chart,
      Attempt attempt,
      Duration took,
      String kind,
      int row,
      int gap) {
    double scale = Chart.PLOT / (double) Math.max(1, run.shown().toMillis());
    long since = since(attempt).toMillis();
    long from = Math.max(0, since); // a task that was taken over had begun before the run
    long length = Math.max(0, Math.min(took.toMillis(), since + took.toMillis() - from));
    chart.box(
        Chart.LEFT + from * scale,
        Chart.TOP + (double) (attempt.slot() - 1) / run.timeline().slotsOfRow() * row + gap / 2.0,
        Math.max(0.8, length * scale - 0.6),
        row - gap,
        kind,
        title(attempt));
  }

  private Duration since(Attempt attempt) {
    return attempt.started()
        .map(started -> Duration.between(run.timeline().origin(), started))
        .orElse(Duration.ZERO);
  }

  private String title(Attempt attempt) {
    return "%s: %s%s, task %d, slot %d%s".formatted(
        Texts.task(attempt.name(), attempt.arguments()),
        attempt.status().map(Enum::name).orElse(run.isRunning() ? "running" : "no end recorded"),
        run.took(attempt)
            .map(took -> (attempt.status().isPresent() ? " in " : " for ") + Texts.length(took))
            .orElse(""),
        attempt.sequence(),
        attempt.slot(),
        attempt.attempt() > 1 ? ", attempt " + attempt.attempt() : "");
  }

  /// A path for each row and step: single boxes would be too many for a browser.
  private void grid(Chart chart, int rows, int row) {
    var timeline = run.timeline();
    for (int r = 0; r < rows; r++) {
      int at = r;
      double middle = Chart.TOP + r * row + row / 2.0;
      for (int step = 1; step <= STEPS; step++) {
        int wanted = step;
        stroke(
            chart,
            middle,
            row - 1,
            column -> (int) Math.ceil(timeline.busy(at, column) * STEPS) == wanted,
            "busy s" + step);
      }
      stroke(
          chart,
          middle + row / 4.0,
          Math.max(2, row / 2.5),
          column -> timeline.failed(at, column) > 0,
          "failed");
    }
  }

  private void stroke(Chart chart, double y, double width, IntPredicate isIn, String kind) {
    var timeline = run.timeline();
    double each =
        Chart.PLOT * (double) timeline.columnWidth().toMillis() / run.shown().toMillis();
    var data = new StringBuilder();
    int from = -1;
    for (int column = 0; column <= timeline.columns(); column++) {
      boolean is = column < timeline.columns() && isIn.test(column);
      if (is && from < 0) {
        from = column;
      } else if (!is && from >= 0) {
        double end = Math.min(Chart.PLOT, column * each);
        data.append('M')
            .append(Chart.number(Chart.LEFT + from * each))
            .append(' ')
            .append(Chart.number(y))
            .append('H')
            .append(Chart.number(Chart.LEFT + end));
        from = -1;
      }
    }
    if (!data.isEmpty()) {
      chart.html()
          .empty("path", "d", data.toString(), "class", kind, "stroke-width", Chart.number(width));
    }
  }

  private void legend(Html html, boolean hasEach) {
    html.open("p", "class", "legend");
    if (hasEach) {
      Legend.entry(html, "good", "ended well");
      Legend.entry(html, "bad", "failed");
      if (!run.figures().begun().isEmpty()) {
        Legend.entry(html, "open", run.isRunning() ? "is running" : "no end recorded");
      }
    } else {
      Legend.entry(html, "good", "busy; the darker, the more of the time");
      Legend.entry(html, "low-bad", "low mark: an attempt failed then");
      html.text(
          "One column is %s.".formatted(Texts.length(run.timeline().columnWidth())));
    }
    html.close();
  }
}
