package io.parallelr.psr;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonText;
import io.parallelr.json.JsonValues;
import io.parallelr.os.NativeText;
import io.parallelr.report.Csv;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a row for each line that is taken, in one of three forms. For one thread.
public final class Rows {
  /// So many rows say how wide the columns of a table are.
  private static final int SAMPLE = 1000;
  private static final String GAP = "  ";

  private final List<Field> columns;
  private final Form form;
  private final OutputStream out;
  private final List<List<String>> sample = new ArrayList<>();
  private final int[] widths;
  private final boolean[] isNumeric;
  private boolean hasBegun;

  /// How rows are written.
  public enum Form {
    /// Aligned, for people.
    TABLE,
    /// With commas and a head.
    CSV,
    /// An object on each line.
    JSON
  }

  public Rows(List<Field> columns, Form form, OutputStream out) {
    this.columns = List.copyOf(columns);
    this.form = form;
    this.out = out;
    this.widths = new int[columns.size()];
    this.isNumeric = new boolean[columns.size()];
  }

  /// Writes a line, or keeps it until it is known how wide columns are.
  public void add(Map<String, @Nullable Object> line) throws IOException {
    switch (form) {
      case JSON -> out.write((json(line) + '\n').getBytes(UTF_8));
      case CSV -> {
        head();
        write(Csv.row(texts(line)));
      }
      case TABLE -> {
        var row = texts(line).stream().map(Printable::of).toList();
        if (hasBegun) {
          write(aligned(row));
        } else {
          sample.add(row);
          if (sample.size() == SAMPLE) {
            begin();
          }
        }
      }
    }
  }

  /// Writes what is left. Does not close the output.
  public void end() throws IOException {
    switch (form) {
      case JSON -> {
        // nothing is left
      }
      case CSV -> head();
      case TABLE -> {
        if (!hasBegun) {
          begin();
        }
      }
    }
    out.flush();
  }

  private void head() throws IOException {
    if (!hasBegun) {
      hasBegun = true;
      write(Csv.row(columns.stream().map(Field::heading).toList()));
    }
  }

  private void begin() throws IOException {
    hasBegun = true;
    var head = columns.stream().map(column -> Printable.of(column.heading())).toList();
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] = length(head.get(i));
      sample.forEach(row -> widths[column] = Math.max(widths[column], length(row.get(column))));
      isNumeric[i] = sample.stream().allMatch(row -> isNumber(row.get(column)));
    }
    write(aligned(head));
    for (var row : sample) {
      write(aligned(row));
    }
    sample.clear();
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.' || c == '-');
  }

  private String aligned(List<String> row) {
    var line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      var text = row.get(i);
      var pad = " ".repeat(Math.max(0, widths[i] - length(text)));
      line.append(i == 0 ? "" : GAP).append(isNumeric[i] ? pad + text : text + pad);
    }
    return line.toString().stripTrailing() + '\n';
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private List<String> texts(Map<String, @Nullable Object> line) {
    return columns.stream().map(column -> Field.text(column.value(line))).toList();
  }

  private String json(Map<String, @Nullable Object> line) {
    return JsonText.object(json -> columns.forEach(column -> {
      json.writeName(column.heading());
      JsonValues.write(json, column.value(line));
    }));
  }

  private void write(String text) throws IOException {
    out.write(NativeText.bytes(text));
  }
}
