package io.parallelr.top;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// The table of the tasks that run, with the columns that a width has room for.
///
/// @param columns of the screen
record TaskTable(int columns, Styles styles) {
  private static final int WITH_CPU = 30;
  private static final int WITH_MEMORY = 50;
  private static final int WITH_LIMIT = 60;
  private static final int WITH_OUTPUT = 80;
  private static final int LEAST_NAME = 16;
  private static final int SLOT = 4;
  private static final int TIME = 8;
  private static final int LIMIT = 9;
  private static final int CPU = 6;
  private static final int MEMORY = 7;
  /// From where on a time near its limit is marked.
  private static final double NEAR = 0.9;

  AttributedString heading(Sort sort) {
    var line = new Line(columns);
    var style = styles.heading();
    line.rightCell(marked("SLOT", sort == Sort.SLOT), SLOT + 1, style);
    line.rightCell(marked("TIME", sort == Sort.TIME), TIME, style);
    if (columns >= WITH_LIMIT) {
      line.cell(" / LIMIT", LIMIT + 2, style);
    }
    if (columns >= WITH_CPU) {
      line.rightCell(marked("CPU%", sort == Sort.CPU), CPU, style);
    }
    if (columns >= WITH_MEMORY) {
      line.rightCell(marked("MEMORY", sort == Sort.MEMORY), MEMORY, style);
    }
    line.add("  ", style);
    line.cell(marked("TASK", sort == Sort.NAME), nameWidth(line.left()), style);
    if (columns >= WITH_OUTPUT) {
      line.add(" LAST LINE", style);
    }
    return line.fill(style).done();
  }

  private static String marked(String name, boolean isSorted) {
    return isSorted ? "*" + name : name;
  }

  private int nameWidth(int left) {
    return columns < WITH_OUTPUT ? left : Math.max(LEAST_NAME, left * 2 / 5);
  }

  /// The rows.
  ///
  /// @param lines how many there is room for; missing ones are blank
  /// @param selected index of the one that is always among them
  List<AttributedString> rows(List<TaskRow> tasks, int lines, int selected) {
    int first = Math.clamp(selected - lines / 2, 0, Math.max(0, tasks.size() - lines));
    var rows = new ArrayList<AttributedString>();
    for (int i = first; i < Math.min(tasks.size(), first + lines); i++) {
      rows.add(row(tasks.get(i), i == selected));
    }
    while (rows.size() < lines) {
      rows.add(AttributedString.EMPTY);
    }
    return rows;
  }

  private AttributedString row(TaskRow task, boolean isSelected) {
    var plain = isSelected ? Styles.SELECTED : Styles.PLAIN;
    var line = new Line(columns);
    line.rightCell(Integer.toString(task.slot()), SLOT, plain).add(" ", plain);
    line.rightCell(Units.clock(task.age()), TIME, isSelected ? plain : time(task));
    if (columns >= WITH_LIMIT) {
      line.cell(task.limit().map(l -> " / " + Units.clock(l)).orElse(""), LIMIT + 2, plain);
    }
    if (columns >= WITH_CPU) {
      line.rightCell(task.pid() == 0 ? "-" : cpu(task.cpuPercent()), CPU, plain);
    }
    if (columns >= WITH_MEMORY) {
      line.rightCell(task.pid() == 0 ? "-" : Units.size(task.bytes()), MEMORY, plain);
    }
    line.add("  ", plain);
    line.cell(name(task), nameWidth(line.left()), plain);
    if (columns >= WITH_OUTPUT) {
      line.add(" ", plain).add(task.lastLine(), plain);
    }
    return line.fill(plain).done();
  }

  private static String cpu(double percent) {
    return String.format(Locale.ROOT, percent < 99.95 ? "%.1f" : "%.0f", percent);
  }

  private AttributedStyle time(TaskRow task) {
    return task.limit()
        .filter(limit -> task.age().toMillis() > NEAR * limit.toMillis())
        .map(_ -> styles.bad())
        .orElse(Styles.PLAIN);
  }

  private static String name(TaskRow task) {
    return (task.attempt() > 1 ? "(attempt %d) ".formatted(task.attempt()) : "") + task.name();
  }
}
