package io.parallelr.psr;

import io.parallelr.task.Spelling;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which lines are taken, and what is shown of them.
///
/// @param filters that must all hold
public record Selection(List<Field> columns, List<Filter> filters) {
  /// What this program writes. Files of other programs may have more.
  private static final Set<String> KNOWN = Set.of(
      "type", "session_id", "start_time", "end_time", "status", "process_id", "worker_id",
      "task_file", "command_executed", "env_vars", "arguments", "occurrence", "exit_code", "signal",
      "duration_seconds", "memory_mb", "cpu_percent", "user_cpu_seconds", "system_cpu_seconds",
      "stdout", "stderr", "stdout_truncated", "stderr_truncated", "stdout_file", "stderr_file",
      "attempt", "final", "error_message", "earlier", "sequence", "task", "start_monotonic_ns",
      "end_monotonic_ns", "crc");

  public Selection {
    columns = List.copyOf(columns);
    filters = List.copyOf(filters);
  }

  /// A field that no line has. The message says what there is.
  public static final class UnknownFieldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private UnknownFieldException(String field, Set<String> names) {
      super(
          "field %s is unknown; %s".formatted(
              field,
              Spelling.nearest(field, names)
                  .map("did you mean %s?"::formatted)
                  .orElseGet(() -> "there are " + String.join(", ", names))));
    }
  }

  /// The fields of lines that are needed for rows; none if all are to be looked at.
  public Set<String> fields() {
    return names(columns.stream(), Set.of("type"));
  }

  /// The fields that are needed to add lines up; none if all are to be looked at.
  ///
  /// @param others that are needed anyway
  public Set<String> fields(Set<String> others) {
    return names(Stream.of(), others);
  }

  private Set<String> names(Stream<Field> shown, Set<String> others) {
    var names = new TreeSet<>(others);
    Stream.concat(shown, filters.stream().map(Filter::field))
        .map(Field::name)
        .forEach(names::add);
    var unknown = new TreeSet<>(names);
    unknown.removeAll(KNOWN);
    unknown.removeAll(others);
    return unknown.isEmpty() ? Set.copyOf(names) : Set.of();
  }

  /// Writes a row for each line that is taken.
  public Results.Taker rows(Rows rows) {
    return new Results.Taker() {
      private boolean isChecked;

      @Override
      public void session(Map<String, @Nullable Object> line) {
        // has no row
      }

      @Override
      public void task(Map<String, @Nullable Object> line) throws IOException {
        if (!isChecked) {
          check(columns, line);
          isChecked = true;
        }
        if (takes(line)) {
          rows.add(line);
        }
      }
    };
  }

  /// Adds up the lines that are taken.
  public Results.Taker sums(Sums sums) {
    return new Results.Taker() {
      private boolean isChecked;

      @Override
      public void session(Map<String, @Nullable Object> line) {
        sums.session(line);
      }

      @Override
      public void task(Map<String, @Nullable Object> line) throws IOException {
        if (!isChecked) {
          check(List.of(), line);
          isChecked = true;
        }
        if (takes(line)) {
          sums.task(line);
        }
      }
    };
  }

  private boolean takes(Map<String, @Nullable Object> line) {
    for (var filter : filters) {
      if (!filter.takes(line)) {
        return false;
      }
    }
    return true;
  }

  /// A field that is misspelt would be empty in all rows.
  private void check(List<Field> shown, Map<String, @Nullable Object> first) {
    var names = new TreeSet<>(KNOWN);
    names.addAll(first.keySet());
    var all = Stream.concat(shown.stream(), filters.stream().map(Filter::field)).toList();
    for (var field : all) {
      if (!names.contains(field.name())) {
        throw new UnknownFieldException(field.name(), names);
      }
    }
  }
}
