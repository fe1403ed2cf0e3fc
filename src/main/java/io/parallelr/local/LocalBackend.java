package io.parallelr.local;

import io.parallelr.engine.Backend;
import io.parallelr.local.OutputFiles.Stream;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Origin;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a task as a process of this machine, and ends all that came of it before it says that it is
/// over.
///
/// Output goes to files, by the kernel: no thread reads a pipe, and nothing is lost if this process
/// dies. May be used by any number of threads.
public final class LocalBackend implements Backend, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalBackend.class);
  /// How far this process may have grown since its memory was looked at, which takes longer than
  /// all else that is done for a short task.
  private static final long UNCERTAIN = 8 << 20;
  private static final long OWN_PID = ProcessHandle.current().pid();
  private static final Duration FIRST_LOOK = Duration.ofMillis(20);

  private final String runId;
  private final Launcher launcher;
  private final Workspace workspace;
  private final OutputFiles outputs;
  private final Duration grace;
  private final Programs programs;
  private final MemoryWatch memory;
  private final SlotFile slots;
  private final Optional<Host> host;
  private volatile long ownPeak; // as last looked at; it only grows

  /// The guest that a backend works for.
  ///
  /// @param environment that it gives to them
  private record Host(GuestChild guest, Map<String, String> environment) {}

  /// @param slots where it is said what runs; closed with this
  /// @param grace time between SIGTERM and SIGKILL
  /// @param memoryLimit in bytes for a task and its descendants; 0 for none
  public LocalBackend(
      String runId,
      Launcher launcher,
      Workspace workspace,
      OutputFiles outputs,
      SlotFile slots,
      Duration grace,
      long memoryLimit) {
    this.runId = runId;
    this.launcher = launcher;
    this.workspace = workspace;
    this.outputs = outputs;
    this.slots = slots;
    this.grace = grace;
    this.programs = new Programs(System.getenv().getOrDefault("PATH", "/usr/bin"));
    this.memory = new MemoryWatch(memoryLimit);
    this.host = Optional.empty();
  }

  private LocalBackend(
      LocalBackend parent,
      String runId,
      Path directory,
      OutputFiles outputs,
      Host host) {
    this.runId = runId;
    this.launcher = parent.launcher;
    this.workspace = new Workspace.Given(directory);
    this.outputs = outputs;
    this.slots = parent.slots;
    this.grace = parent.grace;
    this.programs = parent.programs;
    this.memory = parent.memory;
    this.host = Optional.of(host);
  }

  @Override
  public Execution run(Task task, int slot) {
    if (Thread.currentThread().isInterrupted()) {
      return Execution.of(new Outcome.Cancelled());
    }
    try {
      var directory = workspace.directory(task, slot);
      var program = programs.find(task.command().getFirst(), directory);
      var child = launcher.start(launch(task, slot, directory, program));
      return attend(child, task, slot, task.timeLimit());
    } catch (Launcher.NotStartedException e) {
      return Execution.of(new Outcome.NotStarted(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      return Execution.of(new Outcome.NotStarted("working directory: " + Reason.withPath(e)));
    }
  }

  /// Runs a guest in the place of a task's command, with the same files, time limit and cancelling.
  /// As [#run(Task, int)] in all else.
  public Execution run(Task task, int slot, Guest guest) {
    if (Thread.currentThread().isInterrupted()) {
      return Execution.of(new Outcome.Cancelled());
    }
    try {
      var directory = workspace.directory(task, slot);
      var launch = launch(task, slot, directory, Path.of(task.command().getFirst()));
      var child = GuestChild.start(
          guest,
          launch,
          self -> (id, files) -> new LocalBackend(
              this,
              id,
              directory,
              files,
              new Host(self, launch.environment())));
      return attend(child, task, slot, task.timeLimit());
    } catch (Launcher.NotStartedException e) {
      return Execution.of(new Outcome.NotStarted(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      return Execution.of(new Outcome.NotStarted("working directory: " + Reason.withPath(e)));
    }
  }

  private Launcher.Launch launch(Task task, int slot, Path directory, Path program) {
    return new Launcher.Launch(
        host.map(h -> task.within(h.environment())).orElse(task),
        program,
        Origin.of(runId, task, slot),
        directory,
        outputs.ofSlot(slot, Stream.OUT),
        outputs.ofSlot(slot, Stream.ERR));
  }

  /// Ends what earlier tasks have left that could not be told to be theirs.
  @Override
  public void close() throws IOException {
    if (host.isEmpty()) {
      memory.close();
      launcher.sweep();
      slots.close();
    }
    workspace.tidy();
    if (outputs.keepsAll()) {
      outputs.deleteUnused();
    }
  }

  /// Goes on with a task that an earlier supervisor started and died over: waits for what is left
  /// of its time limit, and takes in what it printed. As [#run(Task, int)] in all else.
  ///
  /// @param orphan which nothing else may attend to
  public Execution adopt(Task task, int slot, Orphan orphan) {
    if (Thread.currentThread().isInterrupted()) {
      return Execution.of(new Outcome.Cancelled());
    }
    try (var child = AdoptedChild.of(orphan)) {
      outputs.takeOver(orphan, slot);
      var left = task.timeLimit().minus(orphan.age());
      return attend(child, task, slot, left.isPositive() ? left : Duration.ZERO);
    } catch (IOException e) {
      return Execution.of(AdoptedChild.unknown());
    }
  }

  private Execution attend(Child child, Task task, int slot, Duration timeLeft) {
    // the limit of a guest is one for all its processes together, and is watched there
    var sampled = host.isPresent() ? new MemoryWatch.Sampled() : memory.watch(child);
    // a guest has no process: this one is shown in its place, so that nobody who comes after a
    // crash
    // takes one of its steps for the whole
    long pid = child.pid() == 0 ? OWN_PID : child.pid();
    host.ifPresent(h -> h.guest().began(child));
    if (host.isEmpty()) {
      slots.set(slot, pid);
    }
    var used = Usage.NONE;
    try {
      var supervision = new Supervision(child, sampled, grace);
      var verdict = supervision.untilNothingRuns(timeLeft, memory.limit(), FIRST_LOOK)
          .map(v -> v instanceof Outcome.TimedOut ? new Outcome.TimedOut(task.timeLimit()) : v);
      boolean reusable = supervision.leftNothing();
      var end = supervision.end();
      var usage = new Usage(
          end.usage().user(),
          end.usage().system(),
          Math.max(supervision.peakSeen(), truePeak(end.usage().peakBytes())));
      used = usage;
      return new Execution(
          verdict.orElse(end.outcome()),
          pid,
          collect(task, slot, Stream.OUT, reusable),
          collect(task, slot, Stream.ERR, reusable),
          usage);
    } finally {
      if (host.isEmpty()) {
        slots.clear(slot);
      }
      memory.forget(child);
      var sum = used;
      host.ifPresent(h -> h.guest().ended(child, sum));
    }
  }

  /// The kernel counts the memory that a child shares with this process until it has loaded its
  /// program, so what it says is the child's own only above what this process has had.
  private long truePeak(long counted) {
    if (counted > ownPeak + UNCERTAIN) {
      ownPeak = ProcessTable.peakBytes(Math.toIntExact(ProcessHandle.current().pid()));
    }
    return counted > ownPeak + UNCERTAIN ? counted : 0;
  }

  private Output collect(Task task, int slot, Stream stream, boolean reusable) {
    try {
      return outputs.collect(task, slot, stream, reusable);
    } catch (IOException e) {
      log.warn("output of {} cannot be read: {}", task.name(), Reason.of(e));
      return Output.NONE;
    }
  }
}
