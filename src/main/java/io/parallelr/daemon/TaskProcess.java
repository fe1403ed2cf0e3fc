package io.parallelr.daemon;

import io.parallelr.os.ProcessTable;
import io.parallelr.os.User;
import io.parallelr.task.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A process of a task, of any run, found by its environment. Steps of flows are left out: tasker,
/// which may itself be a task, sees to them.
///
/// Anybody can start a process that carries anything: on its own this says only what a process
/// claims to be.
///
/// @param isOurs whether it has this user's rights, and nobody else's
record TaskProcess(Origin origin, ProcessTable.Entry process, boolean isOurs) {

  static List<TaskProcess> in(ProcessTable table) {
    var found = new ArrayList<TaskProcess>();
    for (var process : table.entries()) {
      if (process.runs()) {
        Origin.parse(ProcessTable.environment(process.pid()))
            .ifPresent(
                origin -> found.add(new TaskProcess(origin, process, isOurs(process.pid()))));
      }
    }
    return found;
  }

  static boolean isOurs(int pid) {
    try {
      int us = User.current().id();
      return User.ofProcess(pid).filter(user -> user.id() == us).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  boolean isOfTask(Origin other) {
    return origin.runId().equals(other.runId()) && origin.sequence() == other.sequence();
  }

  /// Whether it leads a session, as the process does that is started for a task.
  boolean leadsSession() {
    return process.pid() == process.session();
  }
}
