package io.parallelr.daemon;

import io.parallelr.os.ProcessTable;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that runs for a user on this machine, at one moment.
///
/// The processes are read before the registry: a supervisor enters itself before it starts anything,
/// so none of its tasks can be seen without it. A task without an entry is an orphan only if,
/// besides, nobody holds the lock of its run and it still runs after that was asked: a supervisor
/// that ended in the meantime has ended its tasks before. Reads only.
///
/// @param orphans tasks that run though their supervisor is dead
/// @param unseen runs that continue under a supervisor that cannot be seen
/// @param dead ids of runs whose supervisors have died and whose entries are still there
/// @param warnings files that something is wrong with
public record ProcessSnapshot(
    List<RunningSupervisor> supervisors,
    List<RunningTask> orphans,
    List<Unseen> unseen,
    List<String> dead,
    List<String> warnings) {

  public ProcessSnapshot {
    supervisors = List.copyOf(supervisors);
    orphans = List.copyOf(orphans);
    unseen = List.copyOf(unseen);
    dead = List.copyOf(dead);
    warnings = List.copyOf(warnings);
  }

  /// A live supervisor with what it runs.
  ///
  /// @param status empty if it has not said anything yet
  public record RunningSupervisor(
      Supervisor supervisor,
      Optional<RunProgress> status,
      List<RunningTask> tasks) {}

  /// A run whose lock is held by a process that nothing can be done about from here.
  ///
  /// @param runBy in words
  /// @param tasks what of it can be seen all the same
  public record Unseen(String runId, String runBy, List<RunningTask> tasks) {
    /// What there is to say of it.
    public String description() {
      return "run %s: in use by %s".formatted(runId, runBy);
    }
  }

  /// Takes it.
  ///
  /// @throws IOException if the registry cannot be read
  public static ProcessSnapshot take(Registry registry) throws IOException {
    var table = ProcessTable.read();
    return new Taking(registry).of(table, TaskProcess.in(table));
  }

  /// The running tasks of one run, under any supervisor.
  public static List<RunningTask> tasksOf(String runId, Path directory) {
    var table = ProcessTable.read();
    return TaskSearch.in(
        table,
        TaskProcess.in(table),
        id -> id.equals(runId) ? Optional.of(directory) : Optional.empty());
  }

  /// The supervisor of that process number, if there is one.
  public Optional<RunningSupervisor> supervisor(int pid) {
    return supervisors.stream().filter(w -> w.supervisor().pid() == pid).findFirst();
  }

  /// What the process of that number belongs to; empty if to nothing of these.
  public Optional<ProcessOwner> ownerOf(int pid) {
    var itself = supervisor(pid);
    if (itself.isPresent()) {
      return itself.map(ProcessOwner.Itself::new);
    }
    for (var running : supervisors) {
      var task = withProcess(running.tasks(), pid);
      if (task.isPresent()) {
        return task.map(t -> new ProcessOwner.Task(running.supervisor(), t));
      }
    }
    for (var hidden : unseen) {
      if (withProcess(hidden.tasks(), pid).isPresent()) {
        return Optional.of(new ProcessOwner.Hidden(hidden));
      }
    }
    return withProcess(orphans, pid).map(ProcessOwner.Orphan::new);
  }

  private static Optional<RunningTask> withProcess(List<RunningTask> tasks, int pid) {
    return tasks.stream().filter(task -> task.pids().contains(pid)).findFirst();
  }

  /// Whether nothing at all runs.
  public boolean isEmpty() {
    return supervisors.isEmpty() && orphans.isEmpty() && unseen.isEmpty();
  }

  /// One snapshot in the making.
  private static final class Taking {
    private static final Logger log = LoggerFactory.getLogger(ProcessSnapshot.class);

    private final Registry registry;
    private final List<String> warnings = new ArrayList<>();
    private final List<String> dead = new ArrayList<>();
    private final Map<Integer, Supervisor> live = new LinkedHashMap<>();
    private final Map<String, String> unseen = new LinkedHashMap<>(); // by whom
    private final Map<String, RunLock.State> states = new HashMap<>();

    Taking(Registry registry) {
      this.registry = registry;
    }

    ProcessSnapshot of(ProcessTable table, List<TaskProcess> processes) throws IOException {
      registry.list().forEach(this::take);
      var tasks = TaskSearch.in(table, processes, this::directory);
      var orphans = new ArrayList<RunningTask>();
      var byOwner = new HashMap<Integer, List<RunningTask>>();
      var byUnseen = new HashMap<String, List<RunningTask>>();
      for (var task : tasks) {
        var runId = task.origin().runId();
        switch (state(runId)) {
          case RunLock.State.Held(var pid) -> {
            live.computeIfAbsent(pid, p -> registry.unregistered(p, runId));
            byOwner.computeIfAbsent(pid, _ -> new ArrayList<>()).add(task);
          }
          case RunLock.State.Unseen(var who) -> {
            unseen.putIfAbsent(runId, who);
            byUnseen.computeIfAbsent(runId, _ -> new ArrayList<>()).add(task);
          }
          case RunLock.State.Free() -> {
            if (task.stillRuns()) {
              orphans.add(task);
            }
          }
        }
      }
      return new ProcessSnapshot(
          live.values()
              .stream()
              .sorted(Comparator.comparing(Supervisor::runId))
              .map(s -> supervisor(s, table, byOwner.getOrDefault(s.pid(), List.of())))
              .toList(),
          orphans,
          unseen.entrySet()
              .stream()
              .map(
                  e -> new Unseen(
                      e.getKey(),
                      e.getValue(),
                      byUnseen.getOrDefault(e.getKey(), List.of())))
              .toList(),
          dead,
          warnings);
    }

    private void take(Registry.Entry entry) {
      switch (entry) {
        case Registry.Entry.Live(var supervisor) -> {
          live.put(supervisor.pid(), supervisor);
          states.put(supervisor.runId(), new RunLock.State.Held(supervisor.pid()));
        }
        case Registry.Entry.Unseen(var supervisor, var who) -> {
          unseen.put(supervisor.runId(), who);
          states.put(supervisor.runId(), new RunLock.State.Unseen(who));
        }
        case Registry.Entry.Bad(var file, var reason, var isHeld) -> warnings.add(
            "%s cannot be read: %s; %s".formatted(
                file,
                reason,
                isHeld
                    ? "the supervisor that holds it is alive"
                    : "nobody holds it, so it can be deleted"));
        case Registry.Entry.Stale(var supervisor, _) -> dead.add(supervisor.runId());
        case Registry.Entry.Elsewhere(var supervisor) ->
          log.debug("run {} is of {}", supervisor.runId(), supervisor.host());
      }
    }

    /// Asked once for each run that something runs of.
    private RunLock.State state(String runId) {
      return states.computeIfAbsent(runId, registry::state);
    }

    /// What a supervisor of another home runs is not an orphan, though it is not known here.
    private Optional<Path> directory(String runId) {
      return switch (registry.find(runId)) {
        case Registry.Found.Missing() -> Optional.empty();
        case Registry.Found.Refused(var reason) -> {
          warnings.add(reason + "; skipped");
          yield Optional.empty();
        }
        case Registry.Found.Ours(var path) -> {
          SlotFile.read(path)
              .problems()
              .forEach(
                  p -> warnings.add(
                      "%s/slots: %s; its tasks are identified by other marks"
                          .formatted(path, p)));
          yield Optional.of(path);
        }
      };
    }

    /// Its own tasks, and those of dead supervisors that it resumes.
    private RunningSupervisor supervisor(Supervisor supervisor, ProcessTable table,
        List<RunningTask> tasks) {
      var run = registry.directoryOf(supervisor.runId());
      Map<Integer, Integer> slotOf = SlotFile.read(run)
          .pids()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey, (a, _) -> a));
      var descendants = table.withDescendants(p -> p.pid() == supervisor.pid());
      Function<RunningTask, RunningTask> placed =
          t -> t.in(slotOf.getOrDefault(t.leader().pid(), t.slot()));
      return new RunningSupervisor(
          supervisor,
          status(run),
          tasks.stream()
              .filter(
                  t -> slotOf.containsKey(t.leader().pid()) || descendants.contains(t.leader())
                      || !t.origin().runId().equals(supervisor.runId())) // which it resumes
              .map(placed)
              .sorted(Comparator.comparingInt(RunningTask::slot))
              .toList());
    }

    private Optional<RunProgress> status(Path run) {
      try {
        return RunProgress.read(run);
      } catch (IOException e) {
        warnings.add(Reason.withPath(e));
        return Optional.empty();
      }
    }
  }
}
