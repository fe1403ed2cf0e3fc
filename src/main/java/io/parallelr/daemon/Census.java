package io.parallelr.daemon;

import io.parallelr.os.ProcessTable;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Origin;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// All that runs for a user on this machine, at one moment.
///
/// @param orphans tasks that run though their supervisor is dead
/// @param unreadable entries of the registry that nothing can be made of
public record Census(
    List<Worker> workers,
    List<RunningTask> orphans,
    List<Registry.Entry.Corrupt> unreadable) {

  /// A live supervisor with what it runs.
  ///
  /// @param status empty if it has not said anything yet
  public record Worker(
      Supervisor supervisor,
      Optional<Status> status,
      List<RunningTask> tasks) {}

  /// A running task.
  ///
  /// @param slot that it runs in
  /// @param leader the process that was started for it, or the oldest that is left of it
  /// @param pids all its processes
  /// @param age since the leader was started
  public record RunningTask(
      Origin origin,
      int slot,
      ProcessTable.Entry leader,
      Set<Integer> pids,
      Duration age) {

    private RunningTask in(int newSlot) {
      return new RunningTask(origin, newSlot, leader, pids, age);
    }
  }

  /// Takes it. Reads only.
  ///
  /// @throws IOException if the registry cannot be read
  public static Census take(Registry registry) throws IOException {
    var entries = registry.list();
    var table = ProcessTable.read();
    var processes = TaskProcess.in(table);
    var live = new ArrayList<Supervisor>();
    var unreadable = new ArrayList<Registry.Entry.Corrupt>();
    for (var entry : entries) {
      switch (entry) {
        case Registry.Entry.Live(var supervisor) -> live.add(supervisor);
        case Registry.Entry.Corrupt corrupt -> unreadable.add(corrupt);
        case Registry.Entry.Stale _,Registry.Entry.Elsewhere _ -> {
        } // nothing of them runs here
      }
    }
    live.sort(Comparator.comparing(Supervisor::runId));
    var tasks = new ArrayList<>(tasks(processes, table));
    var workers = new ArrayList<Worker>();
    for (var supervisor : live) {
      var its = tasksOf(supervisor, tasks);
      its.forEach(t -> tasks.removeIf(other -> other.leader().equals(t.leader())));
      workers.add(new Worker(supervisor, Status.read(supervisor.directory()), its));
    }
    // what a supervisor of another home runs is no orphan, though nobody here knows of it
    tasks.removeIf(task -> !registry.knows(task.origin().runId()));
    return new Census(workers, List.copyOf(tasks), unreadable);
  }

  /// All tasks that run, whosever they are.
  public static List<RunningTask> tasks() {
    var table = ProcessTable.read();
    return tasks(TaskProcess.in(table), table);
  }

  /// The supervisor of that process number, if there is one.
  public Optional<Worker> worker(int pid) {
    return workers.stream().filter(w -> w.supervisor().pid() == pid).findFirst();
  }

  /// Its own tasks, and those of dead supervisors that it goes on with.
  private static List<RunningTask> tasksOf(Supervisor supervisor, List<RunningTask> tasks) {
    var slots = new HashMap<Integer, Integer>();
    SlotFile.read(supervisor.directory()).forEach((slot, pid) -> slots.put(pid, slot));
    return tasks.stream()
        .filter(
            t -> supervisor.runId().equals(t.origin().runId())
                || slots.containsKey(t.leader().pid()))
        .map(t -> t.in(slots.getOrDefault(t.leader().pid(), t.slot())))
        .sorted(Comparator.comparingInt(RunningTask::slot))
        .toList();
  }

  private static List<RunningTask> tasks(List<TaskProcess> processes, ProcessTable table) {
    var byTask = new LinkedHashMap<String, List<TaskProcess>>();
    for (var process : processes) {
      byTask.computeIfAbsent(key(process.origin()), _ -> new ArrayList<>()).add(process);
    }
    return byTask.values().stream().map(all -> task(all, table)).toList();
  }

  private static RunningTask task(List<TaskProcess> processes, ProcessTable table) {
    var oldest = Comparator.comparingLong((TaskProcess p) -> p.process().startTime());
    var leader = processes.stream()
        .filter(TaskProcess::leadsSession)
        .min(oldest)
        .or(() -> processes.stream().min(oldest))
        .orElseThrow();
    var pids = processes.stream().map(p -> p.process().pid()).collect(Collectors.toSet());
    var all = table.withDescendants(p -> pids.contains(p.pid()))
        .stream()
        .map(ProcessTable.Entry::pid)
        .collect(Collectors.toSet());
    return new RunningTask(
        leader.origin(),
        leader.origin().slot(),
        leader.process(),
        all,
        leader.process().age());
  }

  private static String key(Origin origin) {
    return origin.runId() + ' ' + origin.sequence();
  }
}
