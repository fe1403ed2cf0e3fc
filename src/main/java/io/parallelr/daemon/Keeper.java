package io.parallelr.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.parallelr.os.CallersLocale;
import io.parallelr.os.ChildProcess;
import io.parallelr.os.Given;
import io.parallelr.os.NativeText;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.SlotFile;
import io.parallelr.os.Spawner;
import io.parallelr.os.TaskEnds;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The parent of a detached supervisor. It does nothing until that dies: then the tasks that still
/// run become its children, and it records how each ends.
///
/// Nothing stands between a supervisor and its tasks, so they cost no more than without it. It is a
/// process of its own and uses neither the log nor the configuration.
public final class Keeper {
  private static final int INTERNAL = 5; // of the exit statuses
  static final int SIGNALLED = 128;
  private static final int OWN_PID = Math.toIntExact(ProcessHandle.current().pid());
  private static final Duration FAR_OFF = Duration.ofHours(1);

  private final Path runs;
  private final int supervisor;

  /// @param runs where the directories of runs lie
  /// @param supervisor its process, a child of this one, which is a child subreaper
  Keeper(Path runs, int supervisor) {
    this.runs = runs;
    this.supervisor = supervisor;
  }

  /// Starts a supervisor and ends when nothing is left to be waited for, with its exit status.
  ///
  /// @param command of the supervisor
  public static void main(String[] command) {
    System.exit(status(List.of(Given.arguments(command)))); // names may have any bytes
  }

  private static int status(List<String> command) {
    var startup = Startup.ofThisProcess().orElseThrow();
    if (!ChildProcess.adoptOrphans()) {
      return failed("the kernel has no child subreapers");
    }
    var request = new Spawner.Request(
        NativeText.path(command.getFirst()),
        command,
        CallersLocale.asItIsHere(),
        Set.of(),
        Path.of("/"),
        startup.log(),
        startup.log(),
        false);
    return switch (new Spawner().start(request)) {
      case Spawner.Refused(_, var why) -> failed(command.getFirst() + ": " + why);
      case Spawner.Running(var pid) ->
        new Keeper(Objects.requireNonNull(startup.path().getParent()), pid).keep();
    };
  }

  private static int failed(String why) {
    System.err.printf(
        "parallelr: cannot start the detached process: %s; nothing was run%n", why);
    return INTERNAL;
  }

  /// The process that keeps this one, if one does.
  public static Optional<Integer> ofThisProcess() {
    return ProcessHandle.current()
        .parent()
        .map(ProcessHandle::pid)
        .filter(Keeper::isKeeper)
        .map(Math::toIntExact);
  }

  private static boolean isKeeper(long pid) {
    try {
      var words =
          Files.readString(Path.of("/proc/" + pid + "/cmdline"), ISO_8859_1).split("\0", -1);
      return Arrays.asList(words).contains(Keeper.class.getName());
    } catch (IOException e) {
      return false;
    }
  }

  private int keep() {
    int status = awaitSupervisor();
    recordTasks();
    return status;
  }

  /// Waits until the tasks have ended that the supervisor has left, and records how.
  void recordTasks() {
    try {
      var run = run();
      if (run.isPresent()) {
        record(run.get());
      }
    } catch (IOException e) {
      System.err.printf(
          "parallelr: how the tasks end that still run is not recorded: %s%n",
          Reason.withPath(e));
    }
  }

  /// Waits until the supervisor has ended; returns its exit status as a shell would.
  int awaitSupervisor() {
    // not any child: one of its own may be listed before it
    var child = ChildProcess.of(supervisor);
    try {
      boolean hasEnded = false;
      while (!hasEnded) {
        hasEnded = child.awaitEnd(FAR_OFF);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    return switch (child.reap()) {
      case ChildProcess.Exited(var code, _) -> code;
      case ChildProcess.Killed(var signal, _) -> SIGNALLED + signal;
    };
  }

  /// The directory of the supervisor's run, whose name ends with its process number. Others may
  /// have had the same number before.
  private Optional<Path> run() throws IOException {
    try (var found = Files.newDirectoryStream(runs, "[0-9]*-" + supervisor)) {
      var latest = Optional.<Path>empty();
      for (var run : found) {
        latest = latest
            .filter(l -> Comparator.<Path>naturalOrder().compare(l, run) > 0)
            .or(() -> Optional.of(run));
      }
      return latest;
    }
  }

  /// Takes in what ends until no task is left. Each is taken in after its end is recorded: who sees
  /// that it is gone finds the record.
  private void record(Path run) throws IOException {
    nameStarting(run);
    var slots = new HashMap<Integer, Integer>(); // by process
    SlotFile.read(run).pids().forEach((slot, pid) -> slots.put(pid, slot));
    slots.keySet().removeIf(pid -> !isChild(pid));
    while (!slots.isEmpty()) {
      var ended = ChildProcess.awaitAny();
      if (ended.isEmpty()) {
        return;
      }
      take(run, ended.getAsInt(), slots);
    }
  }

  /// Writes the numbers that the supervisor had no time to write.
  private static void nameStarting(Path run) throws IOException {
    var slots = SlotFile.read(run);
    if (slots.starting().isEmpty()) {
      return;
    }
    var byTask = TaskProcess.in(ProcessTable.read())
        .stream()
        .filter(p -> p.process().parent() == OWN_PID)
        .filter(p -> p.origin().runId().equals(NativeText.nameOf(run)))
        .collect(Collectors.groupingBy(p -> p.origin().sequence()));
    for (var processes : byTask.values()) {
      var found = TaskSearch.starting(processes, slots);
      if (found.isPresent()) {
        SlotFile.complete(run, found.get().origin().slot(), found.get().process().pid());
      }
    }
  }

  private static boolean isChild(int pid) {
    return ProcessTable.entry(pid).filter(p -> p.parent() == OWN_PID).isPresent();
  }

  private static void take(Path run, int pid, Map<Integer, Integer> slots) throws IOException {
    var slot = slots.remove(pid);
    var exit = ChildProcess.look(pid);
    if (slot != null && exit.isPresent()) {
      TaskEnds.write(run, slot, pid, exit.get());
    }
    var _ = ChildProcess.reapIfEnded(pid);
  }
}
