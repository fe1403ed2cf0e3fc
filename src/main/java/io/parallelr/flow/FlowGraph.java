package io.parallelr.flow;

import io.parallelr.flow.Step.Next;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// A picture of a flow, as text that drawing programs read.
public record FlowGraph(Flow flow) {
  private static final String END = "end";

  /// A way from one task to another.
  ///
  /// @param to a node; `end`, or `end` and an exit code, for the end of the flow
  /// @param isPart whether it leads to a subtask
  private record Edge(String from, String to, String label, boolean isPart) {}

  /// As a Mermaid flowchart.
  public String mermaid() {
    var text = new StringBuilder("flowchart TD\n");
    for (var step : shown()) {
      boolean decides = step.body() instanceof Step.Decision;
      text.append("  %s%s\"%s\"%s\n".formatted(
          node(step.id()),
          decides ? "{" : "[",
          title(step).replace("\"", "#quot;"),
          decides ? "}" : "]"));
    }
    for (var edge : edges()) {
      var label = edge.label().isEmpty()
          ? ""
          : "|\"%s\"|".formatted(edge.label().replace("\"", "#quot;"));
      text.append("  %s %s%s %s\n".formatted(
          edge.from(),
          edge.isPart() ? "-.->" : "-->",
          label,
          edge.to()));
    }
    return text.toString();
  }

  /// As a Graphviz graph.
  public String dot() {
    var text = new StringBuilder("digraph flow {\n  node [shape=box, fontname=\"sans-serif\"];\n");
    for (var step : shown()) {
      text.append("  %s [label=\"%s\"%s];\n".formatted(
          node(step.id()),
          escaped(title(step)),
          step.body() instanceof Step.Decision ? ", shape=diamond" : ""));
    }
    for (var edge : edges()) {
      text.append("  %s -> %s [label=\"%s\"%s];\n".formatted(
          edge.from(),
          edge.to(),
          escaped(edge.label()),
          edge.isPart() ? ", style=dashed" : ""));
    }
    return text.append("}\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private List<Step> shown() {
    return flow.steps().values().stream().filter(s -> !Flow.isGenerated(s.id())).toList();
  }

  private static String node(int id) {
    return "t" + id;
  }

  private static String title(Step step) {
    var what = switch (step.body()) {
      case Step.Command c -> "%s %s".formatted(c.command().source(), c.arguments().source());
      case Step.Parallel p when p.tasks().stream().anyMatch(Flow::isGenerated) ->
        "parallel on %d hosts".formatted(p.tasks().size());
      case Step.Parallel p -> "parallel, %d at a time".formatted(p.most());
      case Step.Conditional c -> "if " + ConditionText.of(c.test());
      case Step.Decision(var condition) -> ConditionText.of(condition) + "?";
      case Step.Nothing() -> "";
    };
    return "%d %s".formatted(step.id(), what).strip();
  }

  private List<Edge> edges() {
    var edges = new ArrayList<Edge>();
    for (var step : shown()) {
      addEdges(step, edges);
    }
    return edges;
  }

  private void addEdges(Step step, List<Edge> edges) {
    var from = node(step.id());
    if (step.body() instanceof Step.Conditional c) {
      c.ifTrue().forEach(id -> edges.add(new Edge(from, node(id), "true", true)));
      c.ifFalse().forEach(id -> edges.add(new Edge(from, node(id), "false", true)));
    }
    if (step.body() instanceof Step.Parallel p) {
      p.tasks()
          .stream()
          .filter(id -> !Flow.isGenerated(id))
          .forEach(id -> edges.add(new Edge(from, node(id), "", true)));
    }
    if (isSubtask(step)) {
      return;
    }
    var routing = step.routing();
    switch (routing.next()) {
      case Next.Always() -> edges.add(new Edge(from, target(step, OptionalInt.empty()), "", false));
      case Next.Never() -> edges.add(new Edge(from, stop(step), "", false));
      case Next.Loop loop -> {
        edges.add(new Edge(from, from, "loop %d".formatted(loop.count()), false));
        edges.add(new Edge(from, target(step, OptionalInt.empty()), "", false));
      }
      case Next.If(var condition) -> {
        edges.add(
            new Edge(
                from,
                step.returns().isPresent() ? stop(step) : target(step, routing.onSuccess()),
                ConditionText.of(condition),
                false));
        edges.add(new Edge(from, failure(step), "else", false));
      }
      case Next.Absent() -> {
        if (step.returns().isPresent()) {
          edges.add(new Edge(from, stop(step), "", false));
        } else {
          edges.add(new Edge(from, target(step, routing.onSuccess()), "success", false));
          boolean goesOn = routing.onFailure().isEmpty() && routing.onSuccess().isEmpty()
              && flow.dialect().unroutedFailureGoesOn();
          edges.add(
              new Edge(
                  from,
                  goesOn ? target(step, OptionalInt.empty()) : failure(step),
                  "failure",
                  false));
        }
      }
    }
  }

  private boolean isSubtask(Step step) {
    return flow.steps()
        .values()
        .stream()
        .anyMatch(other -> FlowCheck.subtasksOf(other).contains(step.id()));
  }

  private String failure(Step step) {
    var target = step.routing().onFailure();
    return target.isPresent() ? node(target.getAsInt()) : "failed";
  }

  private String target(Step step, OptionalInt jump) {
    int id = jump.orElse(step.id() + 1);
    return flow.steps().containsKey(id) ? node(id) : END + "0";
  }

  private static String stop(Step step) {
    return END + Math.floorMod(step.returns().orElse(0), 256);
  }
}
