package io.parallelr.daemon;

import io.parallelr.os.ProcessTable;
import io.parallelr.task.Origin;
import java.time.Duration;
import java.util.Set;

/// A running task.
///
/// @param slot that it runs in
/// @param leader the process that was started for it, or the oldest that is left of it
/// @param isWhole whether the leader is the process that its run says it started for it; else the
///   task itself is over, and this is what it has left
/// @param pids all its processes
/// @param age since the leader was started
public record RunningTask(
    Origin origin,
    int slot,
    ProcessTable.Entry leader,
    boolean isWhole,
    Set<Integer> pids,
    Duration age) {

  public RunningTask {
    pids = Set.copyOf(pids);
  }

  RunningTask in(int newSlot) {
    return new RunningTask(origin, newSlot, leader, isWhole, pids, age);
  }

  /// Whether any of its processes has not ended since it was looked at.
  boolean stillRuns() {
    return ProcessTable.entry(leader.pid())
        .filter(p -> p.runs() && p.startTime() == leader.startTime())
        .isPresent()
        || pids.stream()
            .filter(pid -> pid != leader.pid())
            .anyMatch(pid -> ProcessTable.entry(pid).filter(ProcessTable.Entry::runs).isPresent());
  }
}
