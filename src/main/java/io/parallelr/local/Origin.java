package io.parallelr.local;

import io.parallelr.task.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where a process comes from, carried in its environment, by which its descendants are
/// found again.
record Origin(String runId, Task task, int slot) {
  private static final String RUN_ID = "PARALLELR_RUN_ID";
  private static final String SEQUENCE = "PARALLELR_SEQ";

  Map<String, String> variables() {
    var variables = new LinkedHashMap<>(task.environment());
    variables.put(RUN_ID, runId);
    variables.put("PARALLELR_TASK", task.name());
    variables.put(SEQUENCE, Integer.toString(task.sequence()));
    variables.put("PARALLELR_SLOT", Integer.toString(slot));
    variables.put("PARALLELR_ATTEMPT", Integer.toString(task.attempt()));
    return variables;
  }

  /// The variables that tell this task's processes from all others.
  static List<String> marks(Map<String, String> variables) {
    return List.of(
        RUN_ID + '=' + variables.getOrDefault(RUN_ID, ""),
        SEQUENCE + '=' + variables.getOrDefault(SEQUENCE, ""));
  }
}
