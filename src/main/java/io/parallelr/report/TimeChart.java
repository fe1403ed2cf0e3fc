package io.parallelr.report;

import io.parallelr.figures.Timeline;
import io.parallelr.figures.Timeline.Span;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Draws what changed in the course of a run: an area, and perhaps a line over it.
///
/// @param spans parts of the time, all of the same length but the last
record TimeChart(List<Span> spans, Duration shown) {
  private static final int LEAST_PARTS = 12;
  private static final int MOST_PARTS = 150;
  private static final int HEIGHT = 140;

  /// @param attempts how many there are: the rate of a few in many parts would be all peaks
  static TimeChart of(Timeline timeline, long attempts, Duration shown) {
    return new TimeChart(
        timeline.spans(Math.clamp(attempts, LEAST_PARTS, MOST_PARTS)), shown);
  }

  /// Attempts that ended in a second, and which of them failed.
  void throughput(Html html, String id) {
    double most = largest(Span::perSecond);
    new Chart(html, id, HEIGHT).draw(
        "Attempts that ended per second",
        "At most %s per second.".formatted(Axis.number(most)),
        chart -> {
          double top = chart.valueAxis(most, "attempts a second", false);
          chart.timeAxis(shown);
          chart.path(area(chart, Span::perSecond, top), "area");
          chart.path(
              area(chart, span -> span.perSecond() * span.failed() / Math.max(1, span.ended()),
                  top),
              "area-bad");
        });
    html.open("p", "class", "legend");
    Legend.entry(html, "good", "all");
    Legend.entry(html, "bad", "failed");
    html.close();
  }

  /// Memory of what ran at a time.
  void memory(Html html, String id) {
    double most = largest(Span::memoryMb);
    double peak = largest(Span::largestMb);
    new Chart(html, id, HEIGHT).draw(
        "Memory of the tasks that ran",
        "Together at most %s MiB, the largest alone %s MiB."
            .formatted(Axis.number(most), Axis.number(peak)),
        chart -> {
          double top = chart.valueAxis(Math.max(most, peak), "MiB", false);
          chart.timeAxis(shown);
          chart.path(area(chart, Span::memoryMb, top), "area");
          chart.path(steps(chart, Span::largestMb, top, "M"), "line");
        });
    html.open("p", "class", "legend");
    Legend.entry(html, "good", "all that ran at a time: their peaks, added up");
    Legend.entry(html, "line", "the largest of them");
    html.close();
  }

  private double largest(ToDoubleFunction<Span> value) {
    return spans.stream().mapToDouble(value).max().orElse(0);
  }

  private String area(Chart chart, ToDoubleFunction<Span> value, double top) {
    return "M%d %d".formatted(Chart.LEFT, Chart.TOP + HEIGHT)
        + steps(chart, value, top, "L") + "V" + (Chart.TOP + HEIGHT) + "Z";
  }

  private String steps(Chart chart, ToDoubleFunction<Span> value, double top, String first) {
    var data = new StringBuilder();
    var before = "";
    for (var span : spans) {
      long start = span.start().toMillis();
      var y = chart.y(value.applyAsDouble(span), top);
      if (data.isEmpty()) {
        data.append(first).append(Chart.x(start, shown)).append(' ').append(y);
      } else if (!y.equals(before)) {
        data.append('V').append(y);
      }
      before = y;
      data.append('H').append(Chart.x(start + span.length().toMillis(), shown));
    }
    return data.toString();
  }
}
