package io.parallelr.top;

import io.parallelr.os.ProcessLoad;
import io.parallelr.os.ProcessTable;
import io.parallelr.task.Origin;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What tasks use of the machine: all processes are read once for each look, and what a process
/// used since the look before is the difference. For one thread.
final class TaskLoads {
  private Map<Integer, ProcessLoad> now = Map.of(); // by number
  private Map<Integer, ProcessLoad> before = Map.of();
  private Map<Integer, List<ProcessLoad>> children = Map.of();
  private Map<Integer, List<ProcessLoad>> sessions = Map.of();
  private Map<ProcessTable.Id, Optional<Origin>> origins = new HashMap<>();
  private long nanos;
  private Duration sinceBefore = Duration.ZERO;

  /// What some processes use together.
  ///
  /// @param cpuPercent of one processor
  record Load(double cpuPercent, long bytes) {}

  /// Takes what all processes have used until now.
  ///
  /// @param at by the monotonic clock, in nanoseconds
  void take(List<ProcessLoad> loads, long at) {
    before = now;
    sinceBefore = Duration.ofNanos(at - nanos);
    nanos = at;
    now = new HashMap<>();
    children = new HashMap<>();
    sessions = new HashMap<>();
    var known = new HashMap<ProcessTable.Id, Optional<Origin>>();
    for (var load : loads) {
      var process = load.process();
      now.put(process.pid(), load);
      children.computeIfAbsent(process.parent(), _ -> new ArrayList<>()).add(load);
      sessions.computeIfAbsent(process.session(), _ -> new ArrayList<>()).add(load);
      var id = id(process);
      Optional.ofNullable(origins.get(id)).ifPresent(origin -> known.put(id, origin));
    }
    origins = known;
  }

  boolean runs(int pid) {
    return now.containsKey(pid);
  }

  /// How long ago a process was started; zero if it does not run.
  Duration age(int pid) {
    return Optional.ofNullable(now.get(pid)).map(l -> l.process().age()).orElse(Duration.ZERO);
  }

  /// What a task uses.
  ///
  /// @param leaders the process that was started for it, and others that it has left
  Load of(Collection<Integer> leaders) {
    double cpu = 0;
    long bytes = 0;
    for (var load : members(leaders)) {
      cpu += cpuPercent(load);
      bytes += load.residentBytes();
    }
    return new Load(cpu, bytes);
  }

  private Collection<ProcessLoad> members(Collection<Integer> leaders) {
    var found = new HashSet<ProcessLoad>();
    var open = new ArrayDeque<ProcessLoad>();
    for (int leader : leaders) {
      Optional.ofNullable(now.get(leader)).ifPresent(open::add);
      open.addAll(sessions.getOrDefault(leader, List.of()));
    }
    while (!open.isEmpty()) {
      var next = open.remove();
      if (found.add(next)) {
        open.addAll(children.getOrDefault(next.process().pid(), List.of()));
      }
    }
    return found;
  }

  /// Since the look before, or else since its start.
  private double cpuPercent(ProcessLoad load) {
    var earlier = before.get(load.process().pid());
    if (earlier == null || earlier.process().startTime() != load.process().startTime()
        || !sinceBefore.isPositive()) {
      var age = load.process().age();
      return age.isPositive() ? percent(load.cpu(), age) : 0;
    }
    return percent(load.cpu().minus(earlier.cpu()), sinceBefore);
  }

  private static double percent(Duration cpu, Duration time) {
    return 100.0 * cpu.toNanos() / time.toNanos();
  }

  /// What those processes of a supervisor come from that are in none of some sessions: the
  /// processes that tasks have left, whose parent it has become.
  Map<Integer, Origin> leftTo(int supervisor, Collection<Integer> leaders) {
    var found = new HashMap<Integer, Origin>();
    for (var child : children.getOrDefault(supervisor, List.of())) {
      var process = child.process();
      if (!leaders.contains(process.pid()) && !leaders.contains(process.session())) {
        origin(process.pid()).ifPresent(origin -> found.put(process.pid(), origin));
      }
    }
    return found;
  }

  /// What a process comes from, by its environment.
  Optional<Origin> origin(int pid) {
    return Optional.ofNullable(now.get(pid))
        .flatMap(
            load -> origins.computeIfAbsent(
                id(load.process()), _ -> Origin.parse(ProcessTable.environment(pid))));
  }

  private static ProcessTable.Id id(ProcessTable.Entry process) {
    return new ProcessTable.Id(process.pid(), process.startTime());
  }
}
