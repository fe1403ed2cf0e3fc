package io.parallelr.flow;

import java.util.List;
import java.util.Set;

/// Checks values of keys, as far as no variable stands in them.
record ValueCheck(Flow flow, Problems problems) {
  private static final Set<String> BLOCKS = Set.of("parallel", "conditional", "decision");

  void check(List<FlowFile.Task> tasks) {
    tasks.forEach(this::check);
  }

  private void check(FlowFile.Task task) {
    var id = task.id().value();
    var sleep = task.keys().get("sleep");
    if (sleep != null && !sleep.value().isEmpty()) {
      var text = Text.of(sleep.value());
      if (text.variables().isEmpty()) {
        try {
          if (new Values(flow.globals()).seconds(text).isNegative()) {
            problems.warning(sleep.place(), "task %s: a negative sleep is none", id);
          }
        } catch (Commands.UnfitException e) {
          problems.error(sleep.place(), "task %s: sleep: %s", id, e.reason());
        }
      }
    }
    var type = task.keys().get("type");
    var next = task.keys().get("next");
    if (type != null && BLOCKS.contains(type.value()) && next != null
        && (next.value().equals("loop") || next.value().startsWith("loop&"))) {
      problems.error(
          next.place(),
          "task %s: a block is not run in a loop; for failed subtasks there is retry_count",
          id);
    }
  }
}
