package io.parallelr.local;

import io.parallelr.engine.Backend;
import io.parallelr.local.OutputFiles.Stream;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Origin;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Task;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.time.Duration;
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
  private static final Duration FIRST_LOOK = Duration.ofMillis(20);

  private final String runId;
  private final Launcher launcher;
  private final Workspace workspace;
  private final OutputFiles outputs;
  private final Duration grace;
  private final Programs programs = new Programs(System.getenv().getOrDefault("PATH", "/usr/bin"));
  private final MemoryWatch memory;
  private final SlotFile slots;
  private volatile long ownPeak; // as last looked at; it only grows

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
    this.memory = new MemoryWatch(memoryLimit);
  }

  @Override
  public Execution run(Task task, int slot) {
    if (Thread.currentThread().isInterrupted()) {
      return Execution.of(new Outcome.Cancelled());
    }
    try {
      var directory = workspace.directory(slot);
      var program = programs.find(task.command().getFirst(), directory);
      var child = launcher.start(
          new Launcher.Launch(
              task,
              program,
              Origin.of(runId, task, slot),
              directory,
              outputs.ofSlot(slot, Stream.OUT),
              outputs.ofSlot(slot, Stream.ERR)));
      return attend(child, task, slot, task.timeLimit());
    } catch (Launcher.NotStartedException e) {
      return Execution.of(new Outcome.NotStarted(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      return Execution.of(new Outcome.NotStarted("working directory: " + e.getMessage()));
    }
  }

  /// Ends what earlier tasks have left that could not be told to be theirs.
  @Override
  public void close() throws IOException {
    memory.close();
    launcher.sweep();
    workspace.tidy();
    outputs.deleteUnused();
    slots.close();
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
    var sampled = memory.watch(child);
    slots.set(slot, child.pid());
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
      return new Execution(
          verdict.orElse(end.outcome()),
          child.pid(),
          collect(task, slot, Stream.OUT, reusable),
          collect(task, slot, Stream.ERR, reusable),
          usage);
    } finally {
      slots.clear(slot);
      memory.forget(child);
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
      log.warn("output of {} cannot be read: {}", task.name(), e.toString());
      return Output.NONE;
    }
  }
}
