package io.parallelr.local;

import io.parallelr.engine.Conditions;
import io.parallelr.engine.Ticker;
import io.parallelr.os.ProcessLimit;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.SearchPath;
import io.parallelr.os.Signals;
import io.parallelr.task.Ending;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all tasks of a run share, whether they are processes or run in this one: how they are
/// started, watched, stopped and ended. For any threads.
final class LocalServices implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalServices.class);
  /// How far this process may have grown since its memory was looked at, which takes longer than
  /// all else that is done for a short task.
  private static final long UNCERTAIN = 8 << 20;
  private static final int OWN_PID = Math.toIntExact(ProcessHandle.current().pid());
  private static final int PROCESSES_OF_A_TASK = 4;

  private final Launcher launcher;
  private final Ending ending;
  private final Programs programs;
  private final MemoryWatch memory;
  private final OutputWatch output;
  private final Conditions conditions;
  private final Pausing pausing;
  private final OutputSpace space;
  private final RunStorage storage;
  private final boolean isServer;
  private final Housekeeping housekeeping;
  private volatile Optional<MovingLimit> limit = Optional.empty();
  private volatile TimeoutCommand timeoutCommand = TimeoutCommand.NONE;
  private volatile long ownPeak; // as last looked at; it only grows

  /// @param outputs the directory of the files that tasks print into
  /// @param grace time between SIGTERM and SIGKILL
  /// @param isServer whether more tasks are run after the place of their files has failed, and what
  ///   tasks have left lives on at the end
  /// @throws io.parallelr.engine.Backend.ShortageException if the system allows no more threads
  LocalServices(
      Launcher launcher,
      Path outputs,
      Duration grace,
      TaskLimits limits,
      Ticker ticker,
      boolean isServer) {
    this.launcher = launcher;
    this.isServer = isServer;
    this.ending = new Ending(Signals.SIGTERM, grace);
    this.programs = new Programs(SearchPath.ofThisProcess());
    this.memory = new MemoryWatch(limits.memory());
    this.output = new OutputWatch(limits.output());
    this.conditions = Conditions.fresh(ticker, tasksAtFirst());
    this.pausing = new Pausing(memory::children, conditions.time());
    this.space = new OutputSpace(outputs);
    this.storage = new RunStorage(outputs, isServer);
    this.housekeeping =
        new Housekeeping(launcher::reap, List.of(memory::look, space::look, storage::look), ticker);
  }

  /// Where the number of processes is limited, what is left is not for their first ones alone: each
  /// has a thread here, and mostly starts others.
  private static int tasksAtFirst() {
    var room = ProcessLimit.room();
    return room.isPresent()
        ? (int) Math.min(Integer.MAX_VALUE, room.getAsLong() / PROCESSES_OF_A_TASK)
        : Integer.MAX_VALUE;
  }

  Launcher launcher() {
    return launcher;
  }

  /// How tasks are ended that do not say it themselves.
  Ending ending() {
    return ending;
  }

  Optional<MovingLimit> limit() {
    return limit;
  }

  void limit(MovingLimit newLimit) {
    limit = Optional.of(newLimit);
  }

  TimeoutCommand timeoutCommand() {
    return timeoutCommand;
  }

  void onTimeout(TimeoutCommand command) {
    timeoutCommand = command;
  }

  Programs programs() {
    return programs;
  }

  MemoryWatch memory() {
    return memory;
  }

  OutputWatch output() {
    return output;
  }

  Conditions conditions() {
    return conditions;
  }

  Pausing pausing() {
    return pausing;
  }

  RunStorage storage() {
    return storage;
  }

  /// Takes over what a task has left that could not be ended.
  void add(Survivors survivors) {
    housekeeping.add(survivors);
  }

  void killAll() {
    memory.children().forEach(child -> child.signalAll(Signals.SIGKILL, new SentSignals()));
  }

  /// What went wrong that no result tells of: sentences without their full stops.
  List<String> warnings() {
    var warnings = new ArrayList<>(space.problem().stream().toList());
    housekeeping.survivors().forEach(s -> warnings.add(s.reminder()));
    return warnings;
  }

  /// The kernel counts the memory that a child shares with this process until it has loaded its
  /// program, so what it says is the child's own only above what this process has had.
  ///
  /// @return 0 if it is not
  long truePeak(long counted) {
    if (counted > ownPeak + UNCERTAIN) {
      ownPeak = ProcessTable.peakBytes(OWN_PID);
    }
    return counted > ownPeak + UNCERTAIN ? counted : 0;
  }

  /// Ends what earlier tasks have left that could not be attributed to any of them.
  @Override
  public void close() {
    housekeeping.close();
    output.close();
    space.look();
    if (!isServer) {
      launcher.sweep();
    }
  }

  /// Logs what could not be ended.
  void logSurvivors() {
    housekeeping.survivors().forEach(s -> log.warn("{}", s.reminder()));
  }
}
