package io.parallelr.autoexec;

import io.parallelr.job.JobTerms;
import io.parallelr.json.JsonValues;
import io.parallelr.task.Secrets;
import io.parallelr.template.GoDuration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tasks as objects in the form in which clients send them.
final class RequestJson {
  static final String ORIGIN = "x-origin";

  private RequestJson() {}

  /// What is stored: all of it.
  static String stored(TaskRequest request) {
    var fields = fields(request, Secrets.NONE);
    if (request.origin() != TaskRequest.Origin.AUTOEXECFLOW) {
      fields.put(ORIGIN, request.origin().name());
    }
    return JsonValues.text(fields);
  }

  /// What is shown: values of variables that are secret by their names are masked.
  static Map<String, @Nullable Object> shown(TaskRequest request) {
    var secrets = new ArrayList<String>();
    collect(request.environment(), secrets);
    request.steps().forEach(step -> collect(step.environment(), secrets));
    return fields(request, Secrets.of(secrets));
  }

  private static void collect(Map<String, String> environment, List<String> secrets) {
    environment.forEach((name, value) -> {
      if (Secrets.isSecret(name)) {
        secrets.add(value);
      }
    });
  }

  private static Map<String, @Nullable Object> fields(TaskRequest request, Secrets secrets) {
    var task = new Fields();
    task.add("name", request.name());
    task.add("desc", request.description());
    task.add("node", request.node());
    task.add("kind", kind(request.order()));
    task.add("disable", request.isDisabled());
    task.add("timeout", GoDuration.text(request.timeLimit()));
    task.add("env", environment(request.environment(), secrets));
    request.delayed().ifPresent(time -> task.add("delayed", time.toString()));
    task.add("failFast", request.failsFast());
    if (request.maxParallel() != JobTerms.UNLIMITED) {
      task.add("maxParallel", request.maxParallel());
    }
    task.add(
        "step",
        request.steps().stream().map(step -> step(step, secrets)).toList());
    return task.all;
  }

  static String kind(TaskRequest.Order order) {
    return switch (order) {
      case SERIAL -> "";
      case DAG -> "dag";
      case STRATEGY -> "strategy";
    };
  }

  private static Map<String, @Nullable Object> step(TaskRequest.Step step, Secrets secrets) {
    var fields = new Fields();
    fields.add("name", step.name());
    fields.add("desc", step.description());
    fields.add("timeout", GoDuration.text(step.timeLimit()));
    fields.add("disable", step.isDisabled());
    fields.add("depends", step.dependsOn());
    fields.add("env", environment(step.environment(), secrets));
    fields.add("type", step.type());
    fields.add("content", secrets.withoutValues(step.content()));
    fields.add("action", step.action());
    fields.add("rule", step.rule());
    if (step.retries() > 0) {
      fields.add(
          "retry",
          Map.of("max", (long) step.retries(), "delay", GoDuration.text(step.retryDelay())));
    }
    return fields.all;
  }

  /// Variables as a list of names and values.
  static List<Map<String, String>> environment(Map<String, String> variables, Secrets secrets) {
    var list = new ArrayList<Map<String, String>>();
    variables.forEach((name, value) -> {
      Map<String, String> variable = new LinkedHashMap<>();
      variable.put("name", name);
      variable.put("value", secrets.withoutValues(value));
      list.add(variable);
    });
    return list;
  }

  /// Members in their order; empty ones are left out.
  private static final class Fields {
    private final Map<String, @Nullable Object> all = new LinkedHashMap<>();

    void add(String name, Object value) {
      boolean isEmpty = switch (value) {
        case String text -> text.isEmpty();
        case Boolean is -> !is;
        case List<?> list -> list.isEmpty();
        default -> false;
      };
      if (!isEmpty) {
        all.put(name, value);
      }
    }
  }
}
