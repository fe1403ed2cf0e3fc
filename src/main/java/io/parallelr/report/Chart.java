package io.parallelr.report;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/// What all charts have in common: their size, their axes, and a text for readers who cannot see
/// them. For one thread.
///
/// @param id of the element, unique in the page
/// @param height of the part where data is drawn
record Chart(Html html, String id, int height) {
  static final int WIDTH = 1000;
  static final int LEFT = 64;
  static final int RIGHT = 16;
  static final int TOP = 8;
  static final int BOTTOM = 34;
  /// Of the part where data is drawn.
  static final int PLOT = WIDTH - LEFT - RIGHT;

  private static final int TIMES = 10;
  private static final int VALUES = 4;

  /// Draws one, in a box of its own that scrolls where the screen is narrow.
  ///
  /// @param title what it shows
  /// @param description what the chart shows, for readers who cannot see it
  void draw(String title, String description, Consumer<Chart> content) {
    html.open("div", "class", "chart", "tabindex", "0", "role", "group", "aria-label", title)
        .open(
            "svg",
            "viewBox",
            "0 0 %d %d".formatted(WIDTH, TOP + height + BOTTOM),
            "role",
            "img",
            "aria-labelledby",
            id + "-title " + id + "-desc")
        .element("title", title, "id", id + "-title")
        .element("desc", description, "id", id + "-desc");
    content.accept(this);
    html.close().close();
  }

  /// The axis at the bottom.
  void timeAxis(Duration shown) {
    html.open("g", "class", "axis");
    for (var time : Axis.times(shown, TIMES)) {
      var x = x(time.toMillis(), shown);
      line(x, TOP, x, TOP + height, "grid");
      boolean isAtEdge = Double.parseDouble(x) > WIDTH - 2 * RIGHT; // half of it would be cut
      label(x, TOP + height + 16, isAtEdge ? "end" : "middle", Axis.label(time));
    }
    label(number(WIDTH - RIGHT), TOP + height + 31, "end", "time since the start");
    html.close();
  }

  /// The axis at the left.
  ///
  /// @param unit what is shown
  /// @param isCount whether only whole numbers make sense
  /// @return the value at its upper end
  double valueAxis(double largest, String unit, boolean isCount) {
    var values = Axis.values(largest, VALUES, isCount);
    html.open("g", "class", "axis");
    for (double value : values) {
      var y = y(value, values.getLast());
      line(number(LEFT), y, number(WIDTH - RIGHT), y, "grid");
      label(number(LEFT - 6), Double.parseDouble(y) + 4, "end", Axis.number(value));
    }
    label(number(2), TOP + height + 31, "start", unit);
    html.close();
    return values.getLast();
  }

  void label(String x, double y, String anchor, String text) {
    html.element("text", text, "x", x, "y", number(y), "text-anchor", anchor);
  }

  private void line(String x1, int y1, String x2, int y2, String kind) {
    line(x1, number(y1), x2, number(y2), kind);
  }

  private void line(String x1, String y1, String x2, String y2, String kind) {
    html.empty("line", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "class", kind);
  }

  /// A box that says what it is when it is pointed at.
  void box(double x, double y, double width, double boxHeight, String kind, String title) {
    html.open(
        "rect",
        "x",
        number(x),
        "y",
        number(y),
        "width",
        number(width),
        "height",
        number(boxHeight),
        "class",
        kind)
        .element("title", title)
        .close();
  }

  void path(String data, String kind) {
    html.empty("path", "d", data, "class", kind);
  }

  /// Where a time is.
  ///
  /// @param millis since the start
  static String x(long millis, Duration shown) {
    return number(LEFT + (double) PLOT * millis / Math.max(1, shown.toMillis()));
  }

  String y(double value, double top) {
    return number(TOP + height - height * value / top);
  }

  /// A coordinate: a tenth of a unit cannot be seen.
  static String number(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0
        ? Long.toString(tenths / 10)
        : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
  }
}
