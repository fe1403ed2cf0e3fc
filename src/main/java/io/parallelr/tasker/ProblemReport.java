package io.parallelr.tasker;

import io.parallelr.flowfile.Problem;
import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Formats the problems of a flow file: each with its line, and a mark below the column.
record ProblemReport(Path file, String text) {
  private static final int WIDTH = 160;
  private static final int BEFORE_MARK = 100;
  private static final String CUT = "…";

  /// The report, line by line.
  List<String> lines(List<Problem> problems) {
    var out = new ArrayList<String>();
    var lines = text.split("\n", -1);
    for (var problem : problems) {
      out.add(
          "%s:%d:%d: %s: %s".formatted(
              Printable.of(NativeText.of(file)),
              problem.line(),
              problem.column(),
              problem.severity() == Problem.Severity.ERROR ? "error" : "warning",
              Printable.of(problem.message())));
      show(lines[problem.line() - 1].stripTrailing(), problem.column() - 1, out);
    }
    return out;
  }

  /// Cuts a long line around the column, so that it fits on a terminal.
  private static void show(String line, int column, List<String> out) {
    int mark = Math.min(column, line.length());
    int from = line.length() <= WIDTH ? 0 : Math.max(0, mark - BEFORE_MARK);
    int to = Math.min(line.length(), from + WIDTH);
    var before = (from > 0 ? CUT : "") + Printable.of(tabsAsBlanks(line.substring(from, mark)));
    var after = Printable.of(tabsAsBlanks(line.substring(mark, to)));
    out.add("  " + before + after + (to < line.length() ? CUT : ""));
    out.add(" ".repeat(2 + before.codePointCount(0, before.length())) + '^');
  }

  private static String tabsAsBlanks(String text) {
    return text.replace('\t', ' ');
  }
}
