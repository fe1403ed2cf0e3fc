package io.parallelr.autoexec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A text of comma-separated values whose first line has the names of the columns; RFC 4180.
final class CsvTable {
  private static final char QUOTE = '"';

  private final String text;
  private final char delimiter;
  private int at;

  private CsvTable(String text, char delimiter) {
    this.text = text;
    this.delimiter = delimiter;
  }

  /// Its rows as fields by the names of the columns; empty lines are left out.
  ///
  /// @param delimiter one character
  /// @throws IllegalStateException if it is malformed
  static List<Map<String, Object>> rows(String text, String delimiter) {
    if (delimiter.length() != 1) {
      throw new IllegalStateException("the delimiter is not one character");
    }
    var table = new CsvTable(text, delimiter.charAt(0));
    List<String> names = List.of();
    var rows = new ArrayList<Map<String, Object>>();
    while (table.at < text.length()) {
      var values = table.line();
      if (values.equals(List.of(""))) {
        continue;
      }
      if (names.isEmpty()) {
        names = values;
      } else {
        rows.add(row(names, values));
      }
    }
    return rows;
  }

  private static Map<String, Object> row(List<String> names, List<String> values) {
    if (values.size() != names.size()) {
      throw new IllegalStateException(
          "a line has %d values, and there are %d columns".formatted(values.size(), names.size()));
    }
    var row = new LinkedHashMap<String, Object>();
    for (int i = 0; i < names.size(); i++) {
      row.put(names.get(i), values.get(i));
    }
    return row;
  }

  private List<String> line() {
    var values = new ArrayList<String>();
    values.add(value());
    while (at < text.length() && text.charAt(at) == delimiter) {
      at++;
      values.add(value());
    }
    if (at < text.length() && text.charAt(at) == '\r') {
      at++;
    }
    if (at < text.length()) {
      if (text.charAt(at) != '\n') {
        throw new IllegalStateException("a quoted value is followed by more");
      }
      at++;
    }
    return values;
  }

  private String value() {
    if (at < text.length() && text.charAt(at) == QUOTE) {
      at++;
      return quoted();
    }
    int from = at;
    while (at < text.length() && !isEnd(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private boolean isEnd(char character) {
    return character == delimiter || character == '\n' || character == '\r';
  }

  /// Two quotes are one of the value.
  private String quoted() {
    var value = new StringBuilder();
    while (true) {
      int end = text.indexOf(QUOTE, at);
      if (end < 0) {
        throw new IllegalStateException("a quoted value does not end");
      }
      value.append(text, at, end);
      at = end + 1;
      if (at >= text.length() || text.charAt(at) != QUOTE) {
        return value.toString();
      }
      value.append(QUOTE);
      at++;
    }
  }
}
