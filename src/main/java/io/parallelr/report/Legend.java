package io.parallelr.report;

/// What the colours and patterns of a chart mean.
final class Legend {
  private Legend() {}

  /// @param kind how it is drawn: a class of the style sheet
  static void entry(Html html, String kind, String meaning) {
    html.open("span", "class", "key")
        .open("svg", "viewBox", "0 0 16 12", "aria-hidden", "true", "class", "swatch");
    switch (kind) {
      case "low-bad" -> html.empty(
          "rect", "x", "0", "y", "0", "width", "16", "height", "12", "class", "good")
          .empty("rect", "x", "0", "y", "7", "width", "16", "height", "4", "class", "bad-plain");
      case "line" -> html.empty("path", "d", "M0 6H16", "class", "line");
      default -> html.empty(
          "rect", "x", "0.5", "y", "0.5", "width", "15", "height", "11", "class", kind);
    }
    html.close().text(" " + meaning).close();
  }
}
