package io.parallelr.flowfile;

import io.parallelr.task.Printable;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Draws a flow: a node for each task, an arrow for each edge.
public record FlowGraph(Flow flow) {
  private static final int LONGEST_LABEL = 60;

  /// As a Mermaid flowchart.
  public String mermaid() {
    var text = new StringBuilder("flowchart TD\n");
    for (var step : shown()) {
      var label = '"' + mermaid(label(step)) + '"';
      text.append("  t%d%s%n".formatted(step.id(), switch (step.body()) {
        case Step.Command _ -> '[' + label + ']';
        case Step.Parallel _,Step.Conditional _ -> "[[" + label + "]]";
        case Step.Decision _ -> '{' + label + '}';
        case Step.Nothing _ -> "([" + label + "])";
      }));
    }
    for (var status : ends()) {
      text.append("  %s((\"%s\"))%n".formatted(end(status), mermaid(status)));
    }
    edges().forEach(edge -> {
      var arrow = switch (edge.kind()) {
        case NEXT -> "-->";
        case FAILURE, SKIP -> "-.->";
        case REPEAT -> "-->";
        case SUBTASK -> "==>";
      };
      var label = edge.label().isEmpty() ? "" : "|\"" + mermaid(cut(edge.label())) + "\"|";
      text.append("  t%d %s%s %s%n".formatted(edge.from(), arrow, label, name(edge.to())));
    });
    return text.toString();
  }

  /// Letters with a meaning inside quotes are written as entities.
  private static String mermaid(String label) {
    return label.replace("#", "#35;")
        .replace("\"", "#quot;")
        .replace("<", "#lt;")
        .replace(">", "#gt;")
        .replace("\n", "<br/>");
  }

  /// As a Graphviz graph.
  public String dot() {
    var text = new StringBuilder("""
        digraph flow {
          node [shape=box, fontname="Helvetica"]
          edge [fontname="Helvetica", fontsize=10]
        """);
    for (var step : shown()) {
      var shape = switch (step.body()) {
        case Step.Command _ -> "box";
        case Step.Parallel _,Step.Conditional _ -> "box3d";
        case Step.Decision _ -> "diamond";
        case Step.Nothing _ -> "oval";
      };
      text.append("  t%d [shape=%s, label=%s]%n".formatted(step.id(), shape, dot(label(step))));
    }
    for (var status : ends()) {
      text.append("  %s [shape=doublecircle, label=%s]%n".formatted(end(status), dot(status)));
    }
    edges().forEach(edge -> {
      var style = switch (edge.kind()) {
        case NEXT, REPEAT -> "solid";
        case FAILURE, SKIP -> "dashed";
        case SUBTASK -> "bold";
      };
      text.append(
          "  t%d -> %s [style=%s, label=%s]%n".formatted(
              edge.from(),
              name(edge.to()),
              style,
              dot(cut(edge.label()))));
    });
    return text.append("}\n").toString();
  }

  private static String dot(String label) {
    return '"' + label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /// Generated subtasks are left out: their block shows the number of hosts.
  private List<Step> shown() {
    return flow.steps().values().stream().filter(s -> !Flow.isGenerated(s.id())).toList();
  }

  private Stream<Edge> edges() {
    var edges = new Edges(flow);
    var reached = edges.reached();
    return shown().stream() // a subtask alone leads nowhere
        .filter(s -> reached.inSequence().contains(s.id()) || !reached.all().contains(s.id()))
        .flatMap(step -> edges.from(step).stream())
        .filter(edge -> !(edge.to() instanceof Edge.Target.ToTask(var id) && Flow.isGenerated(id)));
  }

  private TreeSet<String> ends() {
    return edges().map(Edge::to)
        .filter(Edge.Target.ToEnd.class::isInstance)
        .map(to -> ((Edge.Target.ToEnd) to).status())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(Edge.Target target) {
    return switch (target) {
      case Edge.Target.ToTask(var id) -> "t" + id;
      case Edge.Target.ToEnd(var status) -> end(status);
    };
  }

  private static String end(String status) {
    return "end_" + status.replace("-", "minus").replaceAll("[^A-Za-z0-9]", "_");
  }

  private static String label(Step step) {
    var what = switch (step.body()) {
      case Step.Command c ->
        (c.hostname().source() + ": " + c.command().source() + ' ' + c.arguments().source())
            .strip();
      case Step.Parallel p when p.tasks().stream().anyMatch(Flow::isGenerated) ->
        "on %d hosts, %s at a time".formatted(p.tasks().size(), p.most().source());
      case Step.Parallel p -> "parallel, %s at a time".formatted(p.most().source());
      case Step.Conditional c -> "if " + ConditionText.of(c.test());
      case Step.Decision(var success) -> ConditionText.of(success) + "?";
      case Step.Nothing() -> "return " + step.returns().map(Text::source).orElse("0");
    };
    return step.id() + "\n" + cut(Printable.of(what));
  }

  private static String cut(String label) {
    return label.length() > LONGEST_LABEL ? label.substring(0, LONGEST_LABEL) + "…" : label;
  }
}
