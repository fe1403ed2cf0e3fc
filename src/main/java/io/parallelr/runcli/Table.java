package io.parallelr.runcli;

import java.util.List;
import java.util.Set;

/// Rows of texts in columns that are as wide as they need to be.
final class Table {
  private static final String GAP = "  ";

  private Table() {}

  /// @param right numbers of the columns that are aligned at their right, from 0
  static String of(List<List<String>> rows, Set<Integer> right) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (var row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        var pad = " ".repeat(widths[i] - length(row.get(i)));
        line.append(i == 0 ? "" : GAP);
        line.append(right.contains(i) ? pad + row.get(i) : row.get(i) + pad);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
