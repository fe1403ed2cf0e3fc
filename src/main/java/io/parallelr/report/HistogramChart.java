package io.parallelr.report;

import io.parallelr.figures.Bin;
import java.time.Duration;
import java.util.List;

/// Draws how many attempts took how long.
record HistogramChart(List<Bin> bins) {
  private static final int HEIGHT = 180;

  void draw(Html html, String id) {
    long most = bins.stream().mapToLong(HistogramChart::all).max().orElse(0);
    var common = bins.stream()
        .max((a, b) -> Long.compare(all(a), all(b)))
        .map(bin -> "Most attempts, %d, took %s.".formatted(all(bin), range(bin)))
        .orElse("");
    new Chart(html, id, HEIGHT).draw("How long attempts took", common, chart -> {
      double top = chart.valueAxis((double) most, "attempts", true);
      double width = Chart.PLOT / (double) bins.size();
      for (int i = 0; i < bins.size(); i++) {
        bar(chart, bins.get(i), Chart.LEFT + i * width, width, top);
      }
      edges(chart, width);
    });
    html.open("p", "class", "legend");
    Legend.entry(html, "good", "ended well");
    if (bins.stream().anyMatch(bin -> bin.failed() > 0)) {
      Legend.entry(html, "bad", "failed");
    }
    if (bins.stream().anyMatch(bin -> bin.running() > 0)) {
      Legend.entry(html, "open", "is running, so far");
    }
    html.close();
  }

  private static void bar(Chart chart, Bin bin, double x, double width, double top) {
    double scale = HEIGHT / top;
    double good = bin.succeeded() * scale;
    double bad = bin.failed() * scale;
    double open = bin.running() * scale;
    double bottom = Chart.TOP + HEIGHT;
    var title = "%s: %d ended well, %d failed%s".formatted(
        range(bin),
        bin.succeeded(),
        bin.failed(),
        bin.running() > 0 ? ", %d running".formatted(bin.running()) : "");
    if (bin.succeeded() > 0) {
      chart.box(x + 1, bottom - good, width - 2, good, "good", title);
    }
    if (bin.failed() > 0) {
      chart.box(x + 1, bottom - good - bad, width - 2, bad, "bad", title);
    }
    if (bin.running() > 0) {
      chart.box(x + 1, bottom - good - bad - open, width - 2, open, "open", title);
    }
  }

  private void edges(Chart chart, double width) {
    int each = bins.size() > 14 ? 2 : 1;
    chart.html().open("g", "class", "axis");
    for (int i = 0; i <= bins.size(); i += each) {
      long edge = i < bins.size() ? bins.get(i).from() : bins.getLast().to();
      chart.label(
          Chart.number(Chart.LEFT + i * width),
          Chart.TOP + HEIGHT + 16,
          "middle",
          Axis.label(Duration.ofMillis(edge)));
    }
    chart.label(
        Integer.toString(Chart.WIDTH - Chart.RIGHT),
        Chart.TOP + HEIGHT + 31,
        "end",
        "duration of an attempt");
    chart.html().close();
  }

  /// The durations that a bin stands for: `from 50 ms to under 100 ms`.
  static String range(Bin bin) {
    return "from %s to under %s".formatted(
        Axis.label(Duration.ofMillis(bin.from())),
        Axis.label(Duration.ofMillis(bin.to())));
  }

  private static long all(Bin bin) {
    return bin.succeeded() + bin.failed() + bin.running();
  }
}
