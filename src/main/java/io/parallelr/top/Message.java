package io.parallelr.top;

import io.parallelr.task.Printable;
import java.util.ArrayList;
import java.util.List;

/// What is said at the bottom of the screen, which mostly ends with what matters. Where there is no
/// room for all of it, the middle is left out.
///
/// @param columns of the screen
/// @param most how many lines there may be, unless what is said has more of its own
record Message(int columns, int most) {
  private static final String CUT = "…";
  private static final int PART_BEFORE = 4; // of what is left: a quarter stands before the cut

  /// A text on lines of the screen.
  ///
  /// @param text lines that may hold anything
  List<String> lines(String text) {
    var own = text.lines().map(Printable::of).toList();
    var wrapped = own.stream().flatMap(line -> wrapped(line).stream()).toList();
    return wrapped.size() <= most ? wrapped : own.stream().map(this::shortened).toList();
  }

  private List<String> wrapped(String line) {
    var lines = new ArrayList<String>();
    int from = 0;
    do {
      int end = Line.wrapAt(line, from, columns);
      lines.add(line.substring(from, end));
      from = end;
    } while (from < line.length());
    return lines;
  }

  private String shortened(String line) {
    if (Line.width(line) < columns + 1) {
      return line;
    }
    int room = Math.max(0, columns - Line.width(CUT));
    int before = Line.wrapAt(line, 0, Math.max(1, room / PART_BEFORE));
    int after = line.length();
    int rest = room - Line.width(line.substring(0, before));
    while (after > before
        && Line.width(line.substring(line.offsetByCodePoints(after, -1))) <= rest) {
      after = line.offsetByCodePoints(after, -1);
    }
    return line.substring(0, before) + CUT + line.substring(after);
  }
}
