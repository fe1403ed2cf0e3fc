package io.parallelr.daemon;

import io.parallelr.os.ProcessTable;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes tasks out of processes and of what their runs say of them.
///
/// A process is believed to be of a task if it has this user's rights and carries a slot that the
/// run has. It is the task itself if, besides, the run's slot file has its number: the file can be
/// written by this user alone, and the kernel gives a number to one process at a time. A supervisor
/// that was killed while it started a task had no time to write the number: then the first process
/// of that task which leads a session is the task itself. Processes of other users count only if
/// they are what the slot file says, as a task of root's may have put on the rights of another; even
/// then they are nothing to wait for, as the number may have been reused.
final class TaskSearch {
  private TaskSearch() {}

  /// All that run now.
  ///
  /// @param directory of a run; empty for one that is not known here, whose tasks are left out
  static List<RunningTask> in(
      ProcessTable table,
      List<TaskProcess> processes,
      Function<String, Optional<Path>> directory) {
    var byRun = processes.stream()
        .collect(
            Collectors.groupingBy(
                p -> p.origin().runId(),
                LinkedHashMap::new,
                Collectors.toList()));
    var tasks = new ArrayList<RunningTask>();
    byRun.forEach(
        (runId, its) -> directory.apply(runId)
            .ifPresent(run -> tasks.addAll(ofRun(table, its, SlotFile.read(run)))));
    return tasks;
  }

  private static List<RunningTask> ofRun(
      ProcessTable table,
      List<TaskProcess> processes,
      SlotFile.Contents slots) {
    return processes.stream()
        .filter(p -> isBelieved(p, slots))
        .collect(
            Collectors.groupingBy(
                p -> p.origin().sequence(),
                LinkedHashMap::new,
                Collectors.toList()))
        .values()
        .stream()
        .map(its -> task(table, its, slots))
        .toList();
  }

  private static boolean isBelieved(TaskProcess process, SlotFile.Contents slots) {
    // without the file nothing can be adopted, but what is ours can still be ended
    boolean slotIsKnown = slots.slots() == 0 || slots.has(process.origin().slot());
    return process.isOurs() ? slotIsKnown : isNamed(process, slots);
  }

  private static boolean isNamed(TaskProcess process, SlotFile.Contents slots) {
    return process.leadsSession()
        && slots.says(process.origin().slot(), process.process().pid());
  }

  private static RunningTask task(
      ProcessTable table,
      List<TaskProcess> processes,
      SlotFile.Contents slots) {
    var oldest = Comparator.comparingLong((TaskProcess p) -> p.process().startTime());
    var named = processes.stream()
        .filter(p -> isNamed(p, slots))
        .findFirst()
        .or(() -> starting(processes, slots));
    var leader = named
        .or(() -> processes.stream().filter(TaskProcess::leadsSession).min(oldest))
        .or(() -> processes.stream().min(oldest))
        .orElseThrow();
    return new RunningTask(
        leader.origin(),
        leader.origin().slot(),
        leader.process(),
        named.filter(TaskProcess::isOurs).isPresent(),
        members(table, processes, leader.process())
            .stream()
            .map(ProcessTable.Entry::pid)
            .collect(Collectors.toSet()),
        leader.process().age());
  }

  /// The process of a task that its supervisor was starting when it died.
  ///
  /// @param processes of one task
  static Optional<TaskProcess> starting(
      List<TaskProcess> processes,
      SlotFile.Contents slots) {
    return processes.stream()
        .filter(p -> p.isOurs() && p.leadsSession())
        .filter(p -> slots.isStarting(p.origin().slot(), p.origin().sequence()))
        .min(
            Comparator.comparingInt((TaskProcess p) -> -p.origin().attempt())
                .thenComparingLong(p -> p.process().startTime()));
  }

  private static List<ProcessTable.Entry> members(
      ProcessTable table,
      List<TaskProcess> processes,
      ProcessTable.Entry leader) {
    var pids = processes.stream().map(p -> p.process().pid()).collect(Collectors.toSet());
    boolean hasSession = leader.pid() == leader.session()
        && table.entries()
            .stream()
            .noneMatch(p -> p.pid() == leader.pid() && p.startTime() != leader.startTime());
    return table
        .withDescendants(
            p -> pids.contains(p.pid()) || (hasSession && p.session() == leader.pid()))
        .stream()
        .filter(ProcessTable.Entry::runs)
        .toList();
  }

  /// What runs of one task now.
  static List<ProcessTable.Entry> membersOf(
      ProcessTable table,
      List<TaskProcess> processes,
      RunningTask task) {
    Origin origin = task.origin();
    return members(
        table,
        processes.stream().filter(p -> p.isOurs() && p.isOfTask(origin)).toList(),
        task.leader());
  }
}
