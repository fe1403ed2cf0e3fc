package io.parallelr.autoexec;

import io.parallelr.autoexec.TaskRequest.Order;
import io.parallelr.autoexec.TaskRequest.Origin;
import io.parallelr.job.JobTerms;
import io.parallelr.template.GoDuration;
import io.parallelr.yaml.Place;
import io.parallelr.yaml.Problems;
import io.parallelr.yaml.Yaml;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decodes tasks as clients send them.
final class TaskDecoder {
  private static final Set<String> ACTIONS = Set.of("", "allow", "skip", "block");
  private static final int MOST_RETRIES = 1_000;
  private static final int LAST_YEAR = 9_999;

  private final TaskNames names;
  private final Duration defaultTimeLimit;

  /// @param defaultTimeLimit of tasks that give none, or one that is not a duration
  TaskDecoder(TaskNames names, Duration defaultTimeLimit) {
    this.names = names;
    this.defaultTimeLimit = defaultTimeLimit;
  }

  /// Decodes a task.
  ///
  /// @param newName for a task that is to have another one than it says
  /// @throws RefusedException if it cannot be run; the message says what is wrong, and where
  TaskRequest decode(Document document, Optional<String> newName) throws RefusedException {
    var task = new Members(document, document.root(), "the task");
    document.refuse();
    var name = names.of(newName.orElse(task.text("name")));
    requireShort(task, name, "name");
    var timeLimit = timeLimit(task);
    var order = order(task);
    var steps = task.list("step");
    var request = new TaskRequest(
        name,
        task.text("desc"),
        origin(task),
        order,
        task.text("node"),
        task.truth("disable"),
        timeLimit,
        environment(document, task),
        steps(document, steps, timeLimit),
        delayed(task),
        task.truth("failFast"),
        task.number("maxParallel", 1, JobTerms.UNLIMITED));
    if (steps.isEmpty()) {
      task.error("step", "steps can not be empty");
    }
    document.refuse();
    return order == Order.DAG ? request : chained(request);
  }

  /// Only stored requests have one.
  private static Origin origin(Members task) {
    return task.text("x-origin").equals(Origin.OSREAPI.name())
        ? Origin.OSREAPI
        : Origin.AUTOEXECFLOW;
  }

  static void requireShort(Members of, String name, String key) {
    if (name.length() > TaskNames.LONGEST) {
      of.error(key, "the name is longer than %d characters".formatted(TaskNames.LONGEST));
    }
  }

  /// As in the original, a text that cannot be understood stands for the default.
  private Duration timeLimit(Members task) {
    var limit = GoDuration.parse(task.text("timeout"));
    if (limit.isPresent() && !limit.get().isPositive()) {
      task.error("timeout", "global timeout must be greater than 0");
    }
    return limit.filter(Duration::isPositive).orElse(defaultTimeLimit);
  }

  private static Order order(Members task) {
    var kind = task.text("kind").toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "" -> task.truth("async") ? Order.DAG : Order.SERIAL;
      case "dag" -> Order.DAG;
      case "strategy" -> Order.STRATEGY;
      case "serial" -> Order.SERIAL;
      default -> {
        task.error("kind",
            "unknown kind %s; write dag or strategy, or leave it out".formatted(kind));
        yield Order.SERIAL;
      }
    };
  }

  private static Optional<Instant> delayed(Members task) {
    var text = task.text("delayed");
    var time = time(text);
    if (time.isEmpty() && !text.isEmpty()) {
      task.error(
          "delayed",
          "delayed: %s is not a time; write it as 2030-01-31T12:00:00Z".formatted(text));
    }
    return time;
  }

  /// A time as RFC 3339 has it, whose years have four digits.
  private static Optional<Instant> time(String text) {
    try {
      var time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      boolean isShort = time.getYear() >= 0 && time.getYear() <= LAST_YEAR;
      return isShort ? Optional.of(time.toInstant()) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> environment(Document document, Members of) {
    var variables = new LinkedHashMap<String, String>();
    if (of.get("env").orElse(null) instanceof Yaml.Mapping map) {
      for (var entry : map.entries()) { // whose keys are names, of which each letter counts
        var name = of.text(entry.key(), "the name of a variable");
        if (name.isPresent()) {
          var value = entry.value().isNull() ? "" : of.text(entry.value(), name.get()).orElse("");
          add(document.problems(), entry.key().place(), Map.entry(name.get(), value), variables);
        }
      }
      return variables;
    }
    for (var one : of.list("env")) {
      var variable = new Members(document, one, "a variable");
      add(
          document.problems(),
          variable.placeOf("name"),
          Map.entry(variable.text("name"), variable.text("value")),
          variables);
    }
    return variables;
  }

  private static void add(
      Problems problems,
      Place place,
      Map.Entry<String, String> variable,
      Map<String, String> variables) {
    var name = variable.getKey();
    if (name.isEmpty()) {
      problems.error(place, "a variable has no name");
    } else if (name.contains("=")) {
      problems.error(place, "a variable cannot have the name %s", name);
    } else if (variables.put(name, variable.getValue()) != null) {
      problems.error(place, "duplicate keys [%s]", name);
    }
  }

  private List<TaskRequest.Step> steps(Document document, List<Yaml> values, Duration most) {
    var steps = new ArrayList<TaskRequest.Step>();
    var counts = new LinkedHashMap<String, Integer>();
    for (var value : values) {
      var step = new Members(document, value, "a step");
      var decoded = step(document, step, most);
      steps.add(decoded);
      requireShort(step, decoded.name(), "name");
      if (counts.merge(decoded.name(), 1, Integer::sum) == 2) {
        step.error("name", "duplicate step: [%s repeat count 2]".formatted(decoded.name()));
      }
    }
    return steps;
  }

  private TaskRequest.Step step(Document document, Members step, Duration most) {
    for (var required : List.of("type", "content")) {
      if (step.text(required).isEmpty()) {
        step.error(required, "a step has no %s, which is required".formatted(required));
      }
    }
    var action = step.text("action").toLowerCase(Locale.ROOT);
    if (!ACTIONS.contains(action)) {
      step.error("action", "unknown action %s; write allow, skip or block".formatted(action));
    }
    var retry = step.get("retry").map(value -> new Members(document, value, "retry"));
    int retries = retry.map(r -> r.number("max", 0, 0)).orElse(0);
    if (retries > MOST_RETRIES) {
      step.error("retry", "retry.max is more than %d".formatted(MOST_RETRIES));
    }
    return new TaskRequest.Step(
        names.of(step.text("name")),
        step.text("desc"),
        GoDuration.parse(step.text("timeout"))
            .filter(limit -> limit.isPositive() && limit.compareTo(most) < 0)
            .orElse(most),
        step.truth("disable"),
        dependencies(step),
        environment(document, step),
        step.text("type"),
        step.text("content"),
        action,
        step.text("rule"),
        Math.min(retries, MOST_RETRIES),
        retry.flatMap(r -> r.duration("delay")).orElse(Duration.ZERO));
  }

  /// Named as the steps are.
  private static List<String> dependencies(Members step) {
    return step.texts("depends").stream().map(TaskNames::clean).distinct().toList();
  }

  /// In a row, whatever dependencies are given.
  private static TaskRequest chained(TaskRequest request) {
    var steps = new ArrayList<TaskRequest.Step>();
    List<String> before = List.of();
    for (var step : request.steps()) {
      steps.add(step.after(before));
      before = List.of(step.name());
    }
    return request.with(steps);
  }
}
