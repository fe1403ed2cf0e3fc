package io.parallelr.report;

import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import java.util.List;
import java.util.stream.Collectors;

/// Rows of CSV as in RFC 4180: commas, quotes where they are needed, and LF at the end of a row.
public final class Csv {
  private Csv() {}

  /// A row, with its line break.
  public static String row(List<String> fields) {
    return fields.stream().map(Csv::field).collect(Collectors.joining(",", "", "\n"));
  }

  /// Bytes that are not UTF-8 are written out: they must not spoil the whole table for its readers.
  private static String field(String text) {
    var field = NativeText.isUtf8(text) ? text : Printable.of(text);
    boolean isPlain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
