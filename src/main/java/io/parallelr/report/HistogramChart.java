package io.parallelr.report;

import io.parallelr.figures.Bin;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;

/// Draws how many attempts took how long.
record HistogramChart(List<Bin> bins) {
  private static final int HEIGHT = 180;

  void draw(Html html, String id) {
    long most = bins.stream().mapToLong(Bin::all).max().orElse(0);
    var common = bins.stream()
        .max((a, b) -> Long.compare(a.all(), b.all()))
        .map(bin -> "Most attempts, %d, took %s.".formatted(bin.all(), range(bin)))
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
    if (bins.stream().anyMatch(bin -> bin.cancelled() > 0)) {
      Legend.entry(html, "cut", "cancelled");
    }
    if (bins.stream().anyMatch(bin -> bin.running() > 0)) {
      Legend.entry(html, "open", "is running, so far");
    }
    html.close();
  }

  private static void bar(Chart chart, Bin bin, double x, double width, double top) {
    double scale = HEIGHT / top;
    var title = "%s: %d ended well, %d failed%s%s".formatted(
        range(bin),
        bin.succeeded(),
        bin.failed(),
        bin.cancelled() > 0 ? ", %d cancelled".formatted(bin.cancelled()) : "",
        bin.running() > 0 ? ", %d running".formatted(bin.running()) : "");
    var counts = new LinkedHashMap<String, Long>(); // from below to above
    counts.put("good", bin.succeeded());
    counts.put("bad", bin.failed());
    counts.put("cut", bin.cancelled());
    counts.put("open", bin.running());
    double bottom = Chart.TOP + HEIGHT;
    for (var count : counts.entrySet()) {
      double tall = count.getValue() * scale;
      bottom -= tall;
      if (tall > 0) {
        chart.box(x + 1, bottom, width - 2, tall, count.getKey(), title);
      }
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
          i == bins.size() ? "end" : "middle", // what is left of the last would be cut
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
}
