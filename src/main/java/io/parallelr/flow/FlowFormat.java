package io.parallelr.flow;

import io.parallelr.flow.Step.Next;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes a flow as a file: tasks in the order of their ids, keys in one order, no comments. Two
/// files that mean the same look the same.
public record FlowFormat(Flow flow) {
  private static final String NONE = "";

  /// The text, which is read as the same flow.
  ///
  /// @param options words for the command line that the file holds
  public String text(List<String> options) {
    var text = new StringBuilder("# dialect: %d%n".formatted(flow.dialect().number()));
    options.forEach(option -> text.append(option).append('\n'));
    flow.globals().forEach((name, value) -> text.append(key(name, value.source())));
    for (var step : flow.steps().values()) {
      if (!Flow.isGenerated(step.id())) {
        text.append('\n').append(key("task", step.id())).append(body(step)).append(routing(step));
      }
    }
    return text.toString();
  }

  private String body(Step step) {
    return switch (step.body()) {
      case Step.Nothing() -> NONE;
      case Step.Command command -> command(command)
          + optional("timeout", command.timeout().source())
          + split("stdout_split", command.stdoutSplit())
          + split("stderr_split", command.stderrSplit())
          + condition("success", command.success());
      case Step.Parallel p -> key("type", "parallel")
          + (p.tasks().stream().allMatch(Flow::isGenerated) ? hosts(p) : key("tasks", ids(p.tasks())))
          + key("max_parallel", p.most())
          + retry(p.retry())
          + condition("success", p.success());
      case Step.Conditional c -> key("type", "conditional")
          + key("condition", ConditionText.of(c.test()))
          + key("if_true_tasks", ids(c.ifTrue()))
          + key("if_false_tasks", ids(c.ifFalse()))
          + retry(c.retry())
          + condition("success", c.success());
      case Step.Decision(var success) -> key("type", "decision")
          + key("success", ConditionText.of(success));
    };
  }

  private static String command(Step.Command command) {
    return key("hostname", command.hostname().source())
        + key("command", command.command().source())
        + optional("arguments", command.arguments().source())
        + optional("exec", command.exec().source());
  }

  /// The block that subtasks were generated for.
  private String hosts(Step.Parallel parallel) {
    var commands = parallel.tasks()
        .stream()
        .map(id -> flow.steps().get(id))
        .map(step -> step.body() instanceof Step.Command c ? c : null)
        .filter(java.util.Objects::nonNull)
        .toList();
    var first = commands.getFirst();
    return key(
        "hostnames",
        commands.stream().map(c -> c.hostname().source()).collect(Collectors.joining(", ")))
        + key("command", first.command().source())
        + optional("arguments", first.arguments().source())
        + optional("exec", first.exec().source());
  }

  private static String retry(Step.Retry retry) {
    return retry.count().source().equals("0")
        ? NONE
        : key("retry_count", retry.count().source()) + key("retry_delay", retry.delay().source());
  }

  private String routing(Step step) {
    var routing = step.routing();
    boolean ownCondition = !(step.body() instanceof Step.Conditional);
    return (ownCondition ? condition("condition", step.condition()) : NONE)
        + next(routing.next())
        + (routing.onSuccess().isPresent() ? key("on_success", routing.onSuccess().getAsInt()) : NONE)
        + failure(routing)
        + optional("sleep", step.sleep().source())
        + (step.returns().isPresent() ? key("return", step.returns().getAsInt()) : NONE);
  }

  /// Beside `next` a jump has a name of its own.
  private static String failure(Step.Routing routing) {
    if (routing.onFailure().isEmpty()) {
      return NONE;
    }
    boolean jump = !(routing.next() instanceof Next.Absent) && routing.onSuccess().isEmpty();
    return key(jump ? "goto" : "on_failure", routing.onFailure().getAsInt());
  }

  private static String next(Next next) {
    return switch (next) {
      case Next.Absent() -> NONE;
      case Next.Always() -> key("next", "always");
      case Next.Never() -> key("next", "never");
      case Next.If(var condition) -> key("next", ConditionText.of(condition));
      case Next.Loop(var count, var goesOn, var ends) -> key(
          "next",
          "loop" + goesOn.map(c -> "&" + ConditionText.of(c)).orElse(NONE))
          + key("loop", count)
          + condition("loop_break", ends);
    };
  }

  private static String split(String key, Optional<Split> split) {
    return split.map(s -> key(key, s.source())).orElse(NONE);
  }

  private static String condition(String key, Optional<Condition> condition) {
    return condition.map(c -> key(key, ConditionText.of(c))).orElse(NONE);
  }

  private static String ids(List<Integer> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String optional(String key, String value) {
    return value.isEmpty() ? NONE : key(key, value);
  }

  private static String key(String key, Object value) {
    return key + '=' + value + '\n';
  }
}
