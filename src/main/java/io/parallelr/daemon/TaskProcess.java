package io.parallelr.daemon;

import io.parallelr.os.ProcessTable;
import io.parallelr.task.Origin;
import java.util.ArrayList;
import java.util.List;

/// A process of a task, of whatever run, found by what it carries. Steps of flows are left out:
/// tasker, which may itself be a task, sees to them.
public record TaskProcess(Origin origin, ProcessTable.Entry process) {

  /// All that run now and that this user may look at.
  public static List<TaskProcess> all() {
    return in(ProcessTable.read());
  }

  static List<TaskProcess> in(ProcessTable table) {
    var found = new ArrayList<TaskProcess>();
    for (var process : table.entries()) {
      if (process.runs()) {
        Origin.parse(ProcessTable.environment(process.pid()))
            .ifPresent(origin -> found.add(new TaskProcess(origin, process)));
      }
    }
    return found;
  }

  boolean isOfTask(Origin other) {
    return origin.runId().equals(other.runId()) && origin.sequence() == other.sequence();
  }

  /// Whether it leads a session, as the process does that is started for a task.
  public boolean leadsSession() {
    return process.pid() == process.session();
  }
}
