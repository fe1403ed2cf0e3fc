package io.parallelr.local;

import io.parallelr.engine.Backend;
import io.parallelr.engine.Conditions;
import io.parallelr.engine.Ticker;
import io.parallelr.local.OutputFiles.Stream;
import io.parallelr.os.Errno;
import io.parallelr.os.Given;
import io.parallelr.os.NativeText;
import io.parallelr.os.ProcessLimit;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Signals;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Origin;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
  private static final int PROCESSES_OF_A_TASK = 4;
  private static final Duration FIRST_LOOK = Duration.ofMillis(20);

  private final String runId;
  private final Launcher launcher;
  private final Workspace workspace;
  private final OutputFiles outputs;
  private final Duration grace;
  private final Programs programs;
  private final MemoryWatch memory;
  private final Conditions conditions;
  private final Pausing pausing;
  private final OutputSpace space;
  private final Housekeeping housekeeping;
  private final AtomicReference<@Nullable UncheckedIOException> broken;
  private final AtomicReference<@Nullable Consumer<RuntimeException>> onFailure;
  private final SlotFile slots;
  private final Map<Integer, Suspension> suspensions = new ConcurrentHashMap<>(); // by slot
  private final Optional<Host> host;
  private volatile long ownPeak; // as last looked at; it only grows

  /// The guest that a backend works for.
  ///
  /// @param environment that it gives to them
  private record Host(InProcessChild guest, Map<String, String> environment,
      Suspension suspension) {}

  /// @param slots where it is said what runs; closed with this
  /// @param grace time between SIGTERM and SIGKILL
  /// @param memoryLimit in bytes for a task and its descendants; 0 for none
  /// @param ticker that time limits go by
  /// @throws ShortageException if the system allows no more threads
  public LocalBackend(
      String runId,
      Launcher launcher,
      Workspace workspace,
      OutputFiles outputs,
      SlotFile slots,
      Duration grace,
      long memoryLimit,
      Ticker ticker) {
    this.runId = runId;
    this.launcher = launcher;
    this.workspace = workspace;
    this.outputs = outputs;
    this.slots = slots;
    this.grace = grace;
    this.programs = new Programs(Given.environment().getOrDefault("PATH", "/usr/bin"));
    this.memory = new MemoryWatch(memoryLimit);
    this.conditions = Conditions.fresh(ticker, tasksAtFirst());
    this.pausing = new Pausing(memory::children, conditions.time());
    this.space = new OutputSpace(outputs.directory());
    this.broken = new AtomicReference<>();
    this.onFailure = new AtomicReference<>();
    this.housekeeping =
        new Housekeeping(launcher::reap, List.of(memory::look, space::look, this::requireOutputs),
            ticker);
    this.host = Optional.empty();
  }

  /// Where the number of processes is limited, what is left is not for their first ones alone: each
  /// has a thread here, and mostly starts others.
  private static int tasksAtFirst() {
    var room = ProcessLimit.room();
    return room.isPresent()
        ? (int) Math.min(Integer.MAX_VALUE, room.getAsLong() / PROCESSES_OF_A_TASK)
        : Integer.MAX_VALUE;
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
    this.conditions = new Conditions(
        parent.conditions.ticker(),
        host.suspension().time(),
        parent.conditions.shortage(),
        parent.conditions.tasksAtFirst());
    this.pausing = parent.pausing;
    this.space = parent.space;
    this.broken = parent.broken;
    this.onFailure = parent.onFailure;
    this.housekeeping = parent.housekeeping;
    this.host = Optional.of(host);
  }

  /// Sets who is notified, once, when nothing more can be run here.
  public void onFailure(Consumer<RuntimeException> told) {
    onFailure.set(told);
  }

  /// What engines that run tasks here share.
  public Conditions conditions() {
    return conditions;
  }

  /// Stops all that runs, until [#goOn()]; starts nothing until then. For Ctrl-Z. May be called by
  /// any thread.
  public void pause() {
    pausing.pause();
  }

  /// Resumes what [#pause()] has stopped. May be called by any thread.
  public void goOn() {
    pausing.goOn();
  }

  /// Kills all that runs, and does not wait for it: for when this process ends at once. May be
  /// called by any thread.
  public void killAll() {
    memory.children().forEach(child -> child.signalAll(Signals.SIGKILL, new Told()));
  }

  /// What went wrong that no result tells of, for the end of the run: sentences without their
  /// full stops.
  public List<String> warnings() {
    var warnings = new ArrayList<>(space.problem().stream().toList());
    housekeeping.survivors().forEach(s -> warnings.add(s.reminder()));
    return warnings;
  }

  @Override
  public Execution run(Task task, int slot) {
    return started(task, slot, (directory, _) -> {
      var program = programs.find(task.command().getFirst(), directory);
      return launcher.start(launch(task, slot, directory, program));
    });
  }

  /// Runs a guest in place of a task's command, with the same files, time limit and cancelling. As
  /// [#run(Task, int)] in all else.
  public Execution run(Task task, int slot, InProcessTask guest) {
    var execution = started(task, slot, (directory, suspension) -> {
      var launch = launch(task, slot, directory, NativeText.path(task.command().getFirst()));
      return InProcessChild.start(
          guest,
          launch,
          self -> (id, files) -> new LocalBackend(
              this,
              id,
              directory,
              files,
              new Host(self, launch.environment(), suspension)));
    });
    if (!execution.outcome().succeeded()) {
      requireUnbroken(); // then that is why it did not succeed
    }
    return execution;
  }

  /// A way to start a task in a directory.
  private interface Start {
    Child in(Path directory, Suspension suspension) throws Launcher.NotStartedException;
  }

  private Execution started(Task task, int slot, Start start) {
    if (Thread.currentThread().isInterrupted()) {
      return Execution.of(new Outcome.Cancelled());
    }
    requireUnbroken();
    makeRoom(slot);
    var suspension = new Suspension(task.sequence(), conditions.time());
    Attended attended;
    try {
      attended = outside(
          () -> attended(start.in(directory(task, slot), suspension), slot, suspension));
    } catch (Launcher.NotStartedException e) {
      return switch (fault(e, task, slot)) {
        case Fault.OfTask(var reason) -> Execution.of(new Outcome.NotStarted(reason));
        case Fault.OfMachine(var reason, var isItself) ->
          throw new ShortageException(
              reason,
              isItself ? Fault.PATIENCE : ShortageException.FOR_EVER);
        case Fault.OfStorage(var reason) -> throw broken(reason, new IOException(reason));
      };
    }
    return attend(attended, task, slot, task.timeLimit());
  }

  private void makeRoom(int slot) {
    try {
      if (host.isEmpty()) {
        slots.makeRoom(slot);
      }
    } catch (IOException e) {
      throw broken("slots: " + Reason.of(e), e);
    }
  }

  /// Starts something unless all is stopped, or the host of this is suspended; else once it is not.
  private <T> T outside(Pausing.Step<T, Launcher.NotStartedException> step)
      throws Launcher.NotStartedException {
    return host.isEmpty()
        ? pausing.outside(step)
        : host.get().suspension().pausing().outside(() -> pausing.outside(step));
  }

  @Override
  public boolean suspend(Task task, int slot, boolean isOn) {
    var suspension = suspensions.get(slot);
    return suspension != null
        && pausing.outside(() -> suspension.set(task.sequence(), isOn));
  }

  /// A directory that is not that of one task alone must be there for all.
  private Fault fault(Launcher.NotStartedException e, Task task, int slot) {
    if (e.fault() instanceof Fault.OfTask && !(workspace instanceof Workspace.OfTask)) {
      try {
        var directory = directory(task, slot);
        return NativeText.file(directory).isDirectory()
            ? e.fault()
            : new Fault.OfStorage("working directory %s is gone".formatted(directory));
      } catch (Launcher.NotStartedException another) {
        return another.fault();
      }
    }
    return e.fault();
  }

  private Path directory(Task task, int slot) throws Launcher.NotStartedException {
    try {
      return workspace.directory(task, slot);
    } catch (IOException e) {
      throw new Launcher.NotStartedException(Fault.of(e));
    }
  }

  /// Nothing more can be run: said by whatever is to be run next.
  private UncheckedIOException broken(String reason, IOException cause) {
    var problem = new UncheckedIOException("cannot run tasks: " + reason, cause);
    boolean isOfGuest = host.isPresent() && !NativeText.file(outputs.directory()).isDirectory();
    if (!isOfGuest && broken.compareAndSet(null, problem)) {
      Optional.ofNullable(onFailure.get()).ifPresent(told -> told.accept(problem));
    }
    return problem;
  }

  private void requireUnbroken() {
    var problem = broken.get();
    if (problem != null) {
      throw problem;
    }
  }

  private void requireOutputs() {
    if (!NativeText.file(outputs.directory()).isDirectory()) {
      var reason = "output directory %s is gone: it was removed during the run"
          .formatted(outputs.directory());
      var _ = broken(reason, new IOException(reason));
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
      housekeeping.close();
      space.look();
      launcher.sweep();
      slots.close();
      housekeeping.survivors().forEach(s -> log.warn("{}", s.reminder()));
    }
    workspace.tidy();
    if (outputs.keepsAll() && NativeText.file(outputs.directory()).isDirectory()) {
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
      return attend(
          attended(child, slot, new Suspension(task.sequence(), conditions.time())),
          task,
          slot,
          left.isPositive() ? left : Duration.ZERO);
    } catch (IOException e) {
      var errno = Errno.of(e);
      if (errno.filter(Errno::isShortage).isPresent()) {
        throw new ShortageException(
            "cannot watch running tasks: " + Reason.of(e),
            ShortageException.FOR_EVER);
      }
      if (errno.filter(Errno::isOfStorage).isPresent()) {
        throw broken(outputs.directory() + ": " + Reason.of(e), e);
      }
      return Execution.of(AdoptedChild.unknown());
    }
  }

  /// A child that is known to all who look at what runs.
  private record Attended(
      Child child,
      MemoryWatch.Sampled sampled,
      long pid,
      Suspension suspension) {}

  private Attended attended(Child child, int slot, Suspension suspension) {
    suspension.began(child);
    suspensions.put(slot, suspension);
    // a guest has no process: this one is shown in its place, so that nobody who comes after a
    // crash takes one of its steps for the whole
    long pid = child.pid() == 0 ? OWN_PID : child.pid();
    if (host.isPresent()) {
      host.get().guest().began(child);
      // the limit of a guest is one for all its processes together, and is watched there
      return new Attended(child, new MemoryWatch.Sampled(), pid, suspension);
    }
    slots.set(slot, pid);
    return new Attended(child, memory.watch(child), pid, suspension);
  }

  private Execution attend(Attended attended, Task task, int slot, Duration timeLeft) {
    var child = attended.child();
    var used = Usage.NONE;
    try {
      var supervision =
          new TaskSupervisor(child, task.name(), attended.sampled(), grace, attended.suspension());
      var verdict = supervision.untilNothingRuns(timeLeft, memory.limit(), FIRST_LOOK)
          .map(v -> v instanceof Outcome.TimedOut ? new Outcome.TimedOut(task.timeLimit()) : v);
      boolean reusable = supervision.leftNothing();
      var survivors = supervision.survivors();
      survivors.ifPresent(housekeeping::add);
      var end = supervision.end();
      var usage = new Usage(
          end.usage().user(),
          end.usage().system(),
          Math.max(supervision.peakSeen(), truePeak(end.usage().peakBytes())));
      used = usage;
      var outcome = verdict.orElse(end.outcome());
      return new Execution(
          survivors
              .<Outcome>map(s -> new Outcome.StillRuns(outcome, s.sentence()))
              .orElse(outcome),
          attended.pid(),
          collect(task, slot, Stream.OUT, reusable),
          collect(task, slot, Stream.ERR, reusable),
          usage);
    } finally {
      if (host.isEmpty()) {
        slots.clear(slot);
      }
      memory.forget(child);
      suspensions.remove(slot, attended.suspension());
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
      log.warn("output of {} is lost: {}", task.name(), Reason.withPath(e));
      if (Fault.of(e) instanceof Fault.OfStorage(var reason)) {
        var _ = broken(reason, e); // the task has ended, and stays so; but nothing more is begun
      }
      return Output.NONE;
    }
  }
}
