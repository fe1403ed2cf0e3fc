package io.parallelr.top;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/// What the keys do, on as many lines as it takes: a page that scrolls where the screen is small.
///
/// @param columns of the screen
record HelpPage(int columns) {
  private static final int KEYS_WIDTH = 29;
  private static final int INDENT = 2;
  private static final int LEAST_COLUMNS = KEYS_WIDTH + 42; // below, a text stands under its keys
  private static final List<Entry> ENTRIES = List.of(
      new Entry("up, down, PgUp, PgDn", "select a task"),
      new Entry("Home, End", "the first task, the last task"),
      new Entry("Enter, f", "follow its output; q returns"),
      new Entry("k", "end it (asks)"),
      new Entry("p", "pause the run, or continue it"),
      new Entry("S", "suspend it: stop its tasks, too"),
      new Entry("+ and -", "one slot more or less"),
      new Entry("d", "drain: start nothing more (asks)"),
      new Entry("e", "explain what the run waits for"),
      new Entry("s", "sort by slot, time, cpu, memory, name"),
      new Entry("/", "show tasks whose names contain a text"),
      new Entry("Esc", "show all tasks"),
      new Entry("Tab, Shift-Tab", "the next run, the previous run"),
      new Entry("Ctrl-L", "draw all again"),
      new Entry("Ctrl-Z", "back to the shell, until fg"),
      new Entry("q, Ctrl-C", "quit; the runs continue"));

  private record Entry(String keys, String text) {}

  /// All of it.
  List<String> text() {
    var all = new ArrayList<String>();
    for (var entry : ENTRIES) {
      if (columns >= LEAST_COLUMNS) {
        all.add(entry.keys() + " ".repeat(KEYS_WIDTH - entry.keys().length()) + entry.text());
        continue;
      }
      all.add(entry.keys());
      int room = Math.max(1, columns - INDENT);
      for (int from = 0; from < entry.text().length();) {
        int end = end(entry.text(), from, room);
        all.add(" ".repeat(INDENT) + entry.text().substring(from, end).strip());
        from = end;
      }
    }
    return List.copyOf(all);
  }

  /// Where a line of a text ends: between words, if it can.
  private static int end(String text, int from, int room) {
    int most = Line.wrapAt(text, from, room);
    int blank = text.lastIndexOf(' ', most);
    return most == text.length() || blank <= from ? most : blank + 1;
  }

  /// The number of the first line that can stand at the top, so that the screen is full.
  int lastTop(int lines) {
    return Math.max(0, text().size() - room(lines));
  }

  /// How many of its lines are on a screen of so many.
  int room(int lines) {
    return Math.max(1, lines - (lines >= 3 ? 2 : 0));
  }

  /// What is on the screen.
  ///
  /// @param top the number of the first line that is shown, from 0
  List<AttributedString> of(int top, int lines) {
    var all = text();
    int first = Math.min(top, lastTop(lines));
    var shown = new ArrayList<AttributedString>();
    if (lines >= 3) {
      shown.add(new Line(columns).add("Keys", Styles.STRONG).done());
    }
    all.stream()
        .skip(first)
        .limit(room(lines))
        .forEach(line -> shown.add(new Line(columns).add(line).done()));
    while (shown.size() < lines - 1) {
      shown.add(AttributedString.EMPTY);
    }
    if (lines >= 3) {
      shown.add(
          new Line(columns).add(
              lastTop(lines) > 0 ? "up, down scroll  other keys return" : "any key returns",
              Styles.STRONG).done());
    }
    return shown;
  }
}
