package io.parallelr.top;

import io.parallelr.task.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// The lines of an output on a screen, where long ones continue on the next line.
///
/// @param columns of the screen
/// @param lines how many there is room for
record OutputPage(int columns, int lines, Styles styles) {

  /// What is on the screen.
  ///
  /// @param top number of the first line, as in [Mode.Output]
  List<AttributedString> of(Followed followed, Optional<Long> top) {
    var all = followed.lines();
    var shown = new ArrayList<AttributedString>();
    if (top.isPresent()) {
      int first = Math.clamp(top.get() - followed.dropped(), 0, Math.max(0, all.size() - 1));
      for (int i = first; i < all.size() && shown.size() < lines; i++) {
        shown.addAll(wrapped(all.get(i)));
      }
      return padded(shown.subList(0, Math.min(lines, shown.size())));
    }
    for (int i = all.size() - 1; i >= 0 && shown.size() < lines; i--) {
      shown.addAll(0, wrapped(all.get(i)));
    }
    return padded(shown.subList(Math.max(0, shown.size() - lines), shown.size()));
  }

  private List<AttributedString> padded(List<AttributedString> shown) {
    var page = new ArrayList<>(shown);
    while (page.size() < lines) {
      page.add(AttributedString.EMPTY);
    }
    return page;
  }

  private List<AttributedString> wrapped(OutputLine line) {
    var text = switch (line.kind()) {
      case STDOUT -> Printable.of(line.text());
      case STDERR -> (styles.hasColours() ? "" : "! ") + Printable.of(line.text());
      case NOTE -> "-- " + Printable.of(line.text());
    };
    var style = style(line.kind());
    var rows = new ArrayList<AttributedString>();
    int from = 0;
    do {
      int end = Line.wrapAt(text, from, columns);
      rows.add(new AttributedString(text.substring(from, end), style));
      from = end;
    } while (from < text.length());
    return rows;
  }

  private AttributedStyle style(OutputLine.Kind kind) {
    return switch (kind) {
      case STDOUT -> Styles.PLAIN;
      case STDERR -> styles.notice();
      case NOTE -> Styles.STRONG;
    };
  }
}
