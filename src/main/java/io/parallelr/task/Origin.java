package io.parallelr.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where a process comes from, carried in its environment, by which it and its descendants are
/// found again.
///
/// @param sequence of the task in the run
public record Origin(String runId, String task, int sequence, int slot, int attempt) {
  private static final String RUN_ID = "PARALLELR_RUN_ID";
  private static final String TASK = "PARALLELR_TASK";
  private static final String SEQUENCE = "PARALLELR_SEQ";
  private static final String SLOT = "PARALLELR_SLOT";
  private static final String SLOTS = "PARALLELR_SLOTS";
  private static final String ATTEMPT = "PARALLELR_ATTEMPT";

  /// What the ids of flows begin with. Their steps are not tasks of a run, and carry other
  /// variables: a flow may itself be a task, whose variables then stay.
  public static final String FLOW = "tasker-";
  private static final String FLOW_ID = "PARALLELR_FLOW_ID";
  private static final String FLOW_STEP = "PARALLELR_FLOW_STEP";

  /// The origin of a task in a slot.
  public static Origin of(String runId, Task task, int slot) {
    return new Origin(runId, task.name(), task.sequence(), slot, task.attempt());
  }

  /// Reads what a process carries.
  ///
  /// @param environment variables as `NAME=value`, each ended by a zero character
  /// @return empty if it is not from here
  public static Optional<Origin> parse(String environment) {
    if (!environment.contains(RUN_ID)) {
      return Optional.empty(); // nearly all processes of a machine
    }
    var values = Arrays.stream(environment.split("\0", -1))
        .map(variable -> variable.split("=", 2))
        .filter(parts -> parts.length == 2)
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (_, later) -> later));
    try {
      return Optional.ofNullable(values.get(RUN_ID))
          .map(id -> new Origin(
              id,
              values.getOrDefault(TASK, ""),
              Integer.parseInt(values.getOrDefault(SEQUENCE, "")),
              Integer.parseInt(values.getOrDefault(SLOT, "")),
              Integer.parseInt(values.getOrDefault(ATTEMPT, ""))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// What a process of it is given.
  ///
  /// @param slots how many the task has
  public Map<String, String> variables(int slots) {
    if (isStep()) {
      return Map.of(FLOW_ID, runId, FLOW_STEP, Integer.toString(sequence));
    }
    var variables = new LinkedHashMap<String, String>();
    variables.put(RUN_ID, runId);
    variables.put(TASK, task);
    variables.put(SEQUENCE, Integer.toString(sequence));
    variables.put(SLOT, Integer.toString(slot));
    variables.put(SLOTS, Integer.toString(slots));
    variables.put(ATTEMPT, Integer.toString(attempt));
    return variables;
  }

  /// The variables, each as `NAME=value`, that tell this task's processes from all others.
  public List<String> marks() {
    return isStep()
        ? List.of(FLOW_ID + '=' + runId, FLOW_STEP + '=' + sequence)
        : List.of(RUN_ID + '=' + runId, SEQUENCE + '=' + sequence);
  }

  private boolean isStep() {
    return runId.startsWith(FLOW);
  }
}
