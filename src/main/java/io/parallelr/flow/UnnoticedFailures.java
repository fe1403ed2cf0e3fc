package io.parallelr.flow;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.Reference;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/// Finds the failures that nothing in a flow handles, which make the flow fail at its end. A
/// condition that uses the result of a failed task notices the failure.
final class UnnoticedFailures implements VariableLookup {
  private static final int MOST_NAMED = 10;

  private final Flow flow;
  private final VariableValues values;
  private final BiConsumer<Integer, StepResult> noticed;
  /// The blocks of each subtask.
  private final Map<Integer, List<Integer>> blocks;

  /// @param noticed called with each result whose failure is noticed now
  UnnoticedFailures(Flow flow, VariableValues values, BiConsumer<Integer, StepResult> noticed) {
    this.flow = flow;
    this.values = values;
    this.noticed = noticed;
    var blocks = new HashMap<Integer, List<Integer>>();
    for (var step : flow.steps().values()) {
      for (int subtask : step.subtasks()) {
        blocks.merge(subtask, List.of(step.id()), UnnoticedFailures::joined);
      }
    }
    this.blocks = Map.copyOf(blocks);
  }

  private static List<Integer> joined(List<Integer> some, List<Integer> others) {
    return java.util.stream.Stream.concat(some.stream(), others.stream()).toList();
  }

  @Override
  public Optional<String> of(Reference reference) {
    return values.of(reference);
  }

  @Override
  public void asked(Reference asked) {
    var seen = new HashSet<Reference>();
    var waiting = new ArrayDeque<>(List.of(asked));
    while (!waiting.isEmpty()) {
      var reference = waiting.remove();
      if (seen.add(reference)) {
        switch (reference) {
          case Reference.Global(var name) -> Optional.ofNullable(flow.globals().get(name))
              .ifPresent(text -> text.references().forEach(waiting::add));
          case Reference.OfTask(var task, _) -> {
            notice(task);
            blocks.getOrDefault(task, List.of()).forEach(this::notice);
          }
          case Reference.Self() -> {
          } // no result
        }
      }
    }
  }

  private void notice(int task) {
    var result = values.results().get(task);
    if (result != null && result.unnoticed()) {
      var seen = result.unnoticed(false);
      var _ = values.put(task, seen);
      noticed.accept(task, seen);
    }
  }

  /// How a flow ends that would succeed otherwise; empty if every failure was noticed.
  Optional<FlowEnd> end() {
    var unnoticed = unnoticed();
    if (unnoticed.isEmpty()) {
      return Optional.empty();
    }
    boolean isOne = unnoticed.size() == 1;
    var named = unnoticed.entrySet()
        .stream()
        .limit(MOST_NAMED)
        .map(failed -> named(failed.getKey(), failed.getValue()))
        .collect(Collectors.joining(", "));
    return Optional.of(
        new FlowEnd(
            Flow.TASK_FAILED,
            "%s %s%s failed, and nothing in the flow handles it: %s".formatted(
                isOne ? "task" : "tasks",
                named,
                unnoticed.size() > MOST_NAMED ? ", ..." : "",
                "add next, on_failure or success, or test its result in a later condition"),
            unnoticed.firstKey()));
  }

  private NavigableMap<Integer, StepResult> unnoticed() {
    var unnoticed = new TreeMap<Integer, StepResult>();
    values.results().forEach((task, result) -> {
      if (result.unnoticed()) {
        unnoticed.put(task, result);
      }
    });
    return unnoticed;
  }

  private String named(int task, StepResult result) {
    var why = flow.blockTitle(task).isPresent()
        ? result.stdout().text()
        : "exit code " + result.exit() + switch (result.exit()) {
          case StepResult.TIMED_OUT -> ", time limit";
          case 0 -> ", by its success condition";
          default -> "";
        };
    return "%d (%s)".formatted(task, why);
  }
}
