package io.parallelr.autoexec;

import io.parallelr.serve.StepLines;
import io.parallelr.store.StepRow;
import io.parallelr.template.GoDuration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Tasks, steps and lines as objects of answers.
final class TaskJson {
  private static final String NEVER = "1970-01-01T00:00:00";

  private TaskJson() {}

  /// A task in a list.
  static Map<String, @Nullable Object> brief(TaskRow task) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("kind", RequestJson.kind(task.request().order()));
    fields.put("name", task.request().name());
    fields.put("state", TaskWords.state(task).word());
    fields.put("count", task.request().steps().size());
    fields.put("message", TaskWords.message(task));
    fields.put("time", time(task.job().started(), task.job().ended()));
    return fields;
  }

  /// All about a task but its steps.
  ///
  /// @param node the name of the server
  static Map<String, @Nullable Object> full(TaskRow task, String node) {
    var fields = brief(task);
    RequestJson.shown(task.request()).forEach(fields::putIfAbsent);
    fields.remove("step");
    fields.put("node", node);
    return fields;
  }

  /// A step in a list.
  static Map<String, @Nullable Object> brief(TaskRequest.Step step, StepRow row) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", step.name());
    fields.put("state", TaskWords.state(row).word());
    fields.put("code", TaskWords.code(step, row));
    fields.put("message", TaskWords.message(row));
    if (!step.dependsOn().isEmpty()) {
      fields.put("depends", step.dependsOn());
    }
    if (row.attempt() > 1) {
      fields.put("attempt", row.attempt());
    }
    fields.put("time", time(row.started(), row.ended()));
    return fields;
  }

  /// All about a step but what it has printed.
  @SuppressWarnings("unchecked") // RequestJson has made it
  static Map<String, @Nullable Object> full(TaskRow task, TaskRequest.Step step, StepRow row) {
    var fields = brief(step, row);
    var steps = (List<Map<String, @Nullable Object>>) RequestJson.shown(task.request()).get("step");
    if (steps != null) {
      steps.get(task.request().steps().indexOf(step)).forEach(fields::putIfAbsent);
    }
    fields.putIfAbsent("timeout", GoDuration.text(step.timeLimit()));
    return fields;
  }

  private static Map<String, String> time(Optional<Instant> start, Optional<Instant> end) {
    Map<String, String> time = new LinkedHashMap<>();
    time.put("start", start.map(TaskJson::text).orElse(NEVER));
    time.put("end", start.flatMap(_ -> end).map(TaskJson::text).orElse(NEVER));
    return time;
  }

  /// A time of day and a date in whole seconds.
  static String text(Instant time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
  }

  static Map<String, @Nullable Object> line(long timestamp, long number, String content) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("timestamp", timestamp);
    fields.put("line", number);
    fields.put("content", content);
    return fields;
  }

  /// Lines; null if there are none.
  static @Nullable List<Map<String, @Nullable Object>> lines(List<StepLines.Line> lines) {
    if (lines.isEmpty()) {
      return null;
    }
    var list = new ArrayList<Map<String, @Nullable Object>>();
    for (var line : lines) {
      list.add(line(Envelope.nanos(line.time()), line.number(), line.content()));
    }
    return list;
  }

  /// Steps, those that others depend on before these; else in the order given.
  static List<TaskRequest.Step> inOrder(List<TaskRequest.Step> steps) {
    var open = new int[steps.size()];
    var dependents = new HashMap<String, List<Integer>>();
    var free = new PriorityQueue<Integer>();
    for (int i = 0; i < steps.size(); i++) {
      open[i] = steps.get(i).dependsOn().size();
      for (var dependency : steps.get(i).dependsOn()) {
        dependents.computeIfAbsent(dependency, _ -> new ArrayList<>()).add(i);
      }
      if (open[i] == 0) {
        free.add(i);
      }
    }
    var ordered = new ArrayList<TaskRequest.Step>();
    while (!free.isEmpty()) {
      var step = steps.get(free.remove());
      ordered.add(step);
      for (int dependent : dependents.getOrDefault(step.name(), List.of())) {
        if (--open[dependent] == 0) {
          free.add(dependent);
        }
      }
    }
    return ordered;
  }
}
