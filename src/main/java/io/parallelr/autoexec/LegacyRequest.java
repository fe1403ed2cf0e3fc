package io.parallelr.autoexec;

import io.parallelr.autoexec.TaskRequest.Order;
import io.parallelr.autoexec.TaskRequest.Origin;
import io.parallelr.http.Exchange;
import io.parallelr.job.JobTerms;
import io.parallelr.template.GoDuration;
import io.parallelr.yaml.Yaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decodes tasks in the form of the older interface: a list of steps with the rest in the query, or
/// an object with all of it.
final class LegacyRequest {
  private final TaskNames names;
  private final Duration defaultTimeLimit;

  LegacyRequest(TaskNames names, Duration defaultTimeLimit) {
    this.names = names;
    this.defaultTimeLimit = defaultTimeLimit;
  }

  /// What stands beside the steps.
  private record Head(String id, String timeout, boolean isParallel, List<String> environment) {}

  TaskRequest decode(Exchange exchange, Document document) throws RefusedException {
    if (document.root() instanceof Yaml.Sequence steps) {
      var head = new Head(
          exchange.query("id").orElse(""),
          exchange.query("timeout").orElse(""),
          isTrue(exchange, "ansync") || isTrue(exchange, "async"),
          exchange.queries("env_vars"));
      return decode(document, head, steps.elements());
    }
    var task = new Members(document, document.root(), "the task");
    document.refuse();
    var head = new Head(
        task.text("id"),
        task.text("timeout"),
        task.truth("ansync") || task.truth("async"),
        task.texts("env_vars"));
    return decode(document, head, task.list("step"));
  }

  private static boolean isTrue(Exchange exchange, String name) {
    return exchange.query(name).filter(value -> value.matches("(?i)true|1|t")).isPresent();
  }

  private TaskRequest decode(Document document, Head head, List<Yaml> values)
      throws RefusedException {
    if (values.isEmpty()) {
      throw new RefusedException(
          Reply.FAILED,
          "key: 'Task.Step' Error:Field validation for 'Step' failed on the 'required' tag");
    }
    var id = names.of(head.id());
    if (id.length() > TaskNames.LONGEST) {
      throw new RefusedException(
          Reply.FAILED,
          "the id is longer than %d characters".formatted(TaskNames.LONGEST));
    }
    var limit = GoDuration.parse(head.timeout())
        .filter(Duration::isPositive)
        .orElse(defaultTimeLimit);
    var steps = new ArrayList<TaskRequest.Step>();
    var seen = new HashSet<String>();
    List<String> before = List.of();
    for (var value : values) {
      var step = new Members(document, value, "a step");
      var name = TaskNames.clean(step.text("name"));
      if (name.isEmpty()) {
        name = "%s-%d".formatted(id, steps.size());
      }
      TaskDecoder.requireShort(step, name, "name");
      if (!seen.add(name)) {
        step.error("name", "[%s repeat count 2]".formatted(name));
      }
      steps.add(step(step, name, head.isParallel() ? dependencies(step) : before, limit));
      before = List.of(name);
    }
    document.refuse();
    return new TaskRequest(
        id,
        "",
        Origin.OSREAPI,
        head.isParallel() ? Order.DAG : Order.SERIAL,
        "",
        false,
        limit,
        environment(head.environment()),
        steps,
        Optional.empty(),
        false,
        JobTerms.UNLIMITED);
  }

  private static List<String> dependencies(Members step) {
    return step.texts("depends_on").stream().map(TaskNames::clean).toList();
  }

  private static TaskRequest.Step step(
      Members step,
      String name,
      List<String> dependencies,
      Duration most) throws RefusedException {
    for (var required : List.of("command_type", "command_content")) {
      if (step.text(required).isEmpty()) {
        step.error(required, "a step has no %s, which is required".formatted(required));
      }
    }
    return new TaskRequest.Step(
        name,
        "",
        GoDuration.parse(step.text("timeout"))
            .filter(limit -> limit.isPositive() && limit.compareTo(most) < 0)
            .orElse(most),
        false,
        dependencies,
        environment(step.texts("env_vars")),
        step.text("command_type"),
        step.text("command_content"),
        "",
        "",
        0,
        Duration.ZERO);
  }

  /// Each is a name, an equals sign and a value.
  private static Map<String, String> environment(List<String> variables)
      throws RefusedException {
    var environment = new LinkedHashMap<String, String>();
    for (var variable : variables) {
      if (variable.indexOf('\0') >= 0) { // which a query can have
        throw new RefusedException(Reply.FAILED, "env_vars has a NUL character");
      }
      int equals = variable.indexOf('=');
      if (equals <= 0) {
        throw new RefusedException(
            Reply.FAILED,
            "env_vars: '%s' is not NAME=value".formatted(variable));
      }
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return environment;
  }
}
