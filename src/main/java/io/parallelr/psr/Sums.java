package io.parallelr.psr;

import io.parallelr.json.JsonText;
import io.parallelr.report.Texts;
import io.parallelr.task.Printable;
import io.parallelr.task.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Adds up lines: how many tasks ended how, and how long they took. For one thread.
public final class Sums {
  /// What it needs of lines.
  public static final Set<String> FIELDS = Set.of(
      "type", "status", "final", "process_id", "duration_seconds", "session_id", "hostname", "user",
      "command_template", "max_workers", "start_time", "name", "start_monotonic_ns",
      "end_monotonic_ns");

  private static final int MOST_SESSIONS = 20;
  /// A file of another program may have anything there.
  private static final int MOST_STATUSES = 50;

  private final List<String> sessions = new ArrayList<>();
  private final Map<String, Long> statuses = new TreeMap<>();
  private long moreSessions;
  private long attempts;
  private long tasks;
  private long ran;
  private double total;
  private double shortest = Double.MAX_VALUE;
  private double longest;

  /// Takes the head of a file.
  public void session(Map<String, @Nullable Object> line) {
    if (sessions.size() == MOST_SESSIONS) {
      moreSessions++;
      return;
    }
    var text = new StringBuilder(Field.text(line.get("session_id")));
    append(text, " (%s)", line.get("name"));
    append(text, ", %s", line.get("user"));
    append(text, " on %s", line.get("hostname"));
    append(text, ", %s slots", line.get("max_workers"));
    append(text, ", started %s", line.get("start_time"));
    append(text, ": %s", line.get("command_template"));
    sessions.add(text.toString());
  }

  private static void append(StringBuilder text, String form, @Nullable Object value) {
    if (value != null) {
      text.append(form.formatted(Field.text(value)));
    }
  }

  /// Takes an attempt. Only the last one at a task counts for its status and its time.
  public void task(Map<String, @Nullable Object> line) {
    attempts++;
    if (Boolean.FALSE.equals(line.get("final"))) {
      return;
    }
    tasks++;
    var status = Field.text(line.get("status"));
    statuses.merge(
        statuses.containsKey(status) || statuses.size() < MOST_STATUSES ? status : "others",
        1L,
        Long::sum);
    // how long a task ran until it was cancelled says nothing of how long it takes
    if (line.get("process_id") != null && !status.equals(Status.CANCELLED.name())) {
      seconds(line).ifPresent(this::ran);
    }
  }

  private void ran(double seconds) {
    ran++;
    total += seconds;
    shortest = Math.min(shortest, seconds);
    longest = Math.max(longest, seconds);
  }

  /// From the nanoseconds where a line has them: milliseconds say little of short tasks.
  private static OptionalDouble seconds(Map<String, @Nullable Object> line) {
    if (line.get("start_monotonic_ns") instanceof Number start
        && line.get("end_monotonic_ns") instanceof Number end
        && end.longValue() >= start.longValue()) {
      return OptionalDouble.of((end.longValue() - start.longValue()) / 1e9);
    }
    return line.get("duration_seconds") instanceof Number duration
        ? OptionalDouble.of(duration.doubleValue())
        : OptionalDouble.empty();
  }

  /// For people.
  public String text() {
    var text = new StringBuilder();
    sessions.forEach(session -> text.append("Session   %s%n".formatted(Printable.of(session))));
    if (moreSessions > 0) {
      text.append("          and %d more%n".formatted(moreSessions));
    }
    text.append("Tasks     %d%s%n".formatted(
        tasks, attempts > tasks ? ", %d attempts".formatted(attempts) : ""));
    statuses.forEach(
        (status, count) -> text.append(
            "  %-10s %8d  %7s%n".formatted(
                Printable.of(status), count, Texts.percent(100.0 * count / tasks))));
    text.append(
        ran == 0
            ? "Duration  no task has run to an end\n"
            : "Duration  total %.3f s, average %.3f s, shortest %.3f s, longest %.3f s%n".formatted(
                total, total / ran, shortest, longest));
    return text.toString();
  }

  /// For programs: one JSON object, on one line.
  public String json() {
    return JsonText.object(json -> {
      json.writeNumberProperty("tasks", tasks);
      json.writeNumberProperty("attempts", attempts);
      json.writeObjectPropertyStart("statuses");
      statuses.forEach(json::writeNumberProperty);
      json.writeEndObject();
      json.writeObjectPropertyStart("percent");
      statuses.forEach(
          (status, count) -> json.writeNumberProperty(
              status, Math.round(1000.0 * count / tasks) / 10.0));
      json.writeEndObject();
      json.writeNumberProperty("total_seconds", rounded(total));
      if (ran > 0) {
        json.writeNumberProperty("average_seconds", rounded(total / ran));
        json.writeNumberProperty("shortest_seconds", rounded(shortest));
        json.writeNumberProperty("longest_seconds", rounded(longest));
      }
    }) + '\n';
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }
}
