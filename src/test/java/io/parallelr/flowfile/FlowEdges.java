package io.parallelr.flowfile;

import java.util.Set;
import java.util.stream.Collectors;

/// The edges of a flow for the tests of other packages.
public final class FlowEdges {
  private FlowEdges() {}

  /// Where a task leads, its subtasks aside: `task 3`, or how the flow ends, such as `exit 0`.
  public static Set<String> targets(Flow flow, Step step) {
    return new Edges(flow).from(step)
        .stream()
        .filter(edge -> edge.kind() != Edge.Kind.SUBTASK)
        .map(edge -> switch (edge.to()) {
          case Edge.Target.ToTask(var id) -> "task " + id;
          case Edge.Target.ToEnd(var status) -> status;
        })
        .collect(Collectors.toSet());
  }
}
