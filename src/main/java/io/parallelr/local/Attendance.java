package io.parallelr.local;

import io.parallelr.engine.Backend.Execution;
import io.parallelr.engine.Backend.ShortageException;
import io.parallelr.local.OutputFiles.Stream;
import io.parallelr.os.Errno;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Reason;
import io.parallelr.task.Streams;
import io.parallelr.task.Task;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts children and attends to each until nothing of it runs, whichever kind of child it is. For
/// any threads.
final class Attendance {
  private static final Logger log = LoggerFactory.getLogger(Attendance.class);
  private static final long OWN_PID = ProcessHandle.current().pid();
  private static final Duration FIRST_LOOK = Duration.ofMillis(20);

  private final LocalServices services;
  private final Scope scope;
  private final Site site;
  private final Map<Integer, Suspension> suspensions = new ConcurrentHashMap<>(); // by slot

  Attendance(LocalServices services, Scope scope, Site site) {
    this.services = services;
    this.scope = scope;
    this.site = site;
  }

  LocalServices services() {
    return services;
  }

  Scope scope() {
    return scope;
  }

  Site site() {
    return site;
  }

  /// A way to start a task in a directory.
  interface Start {
    Child in(Path directory, Suspension suspension) throws Launcher.NotStartedException;
  }

  /// Starts a task and attends to it, as [io.parallelr.engine.Backend#run(Task, int)] says.
  Execution run(Task task, int slot, Start start) {
    if (Thread.currentThread().isInterrupted()) {
      return Execution.of(new Outcome.Cancelled());
    }
    services.storage().require();
    makeRoom(slot);
    var suspension = new Suspension(task.sequence(), scope.conditions().time());
    Attended attended;
    try {
      attended = scope.starting(
          task,
          slot,
          () -> attended(start.in(site.directory(task, slot), suspension), slot, suspension));
    } catch (Launcher.NotStartedException e) {
      return notStarted(site.fault(e, task, slot));
    }
    return attend(attended, task, slot, Duration.ZERO);
  }

  private void makeRoom(int slot) {
    try {
      scope.makeRoom(slot);
    } catch (IOException e) {
      throw failed("slots: " + Reason.of(e), e);
    }
  }

  private Execution notStarted(Fault fault) {
    return switch (fault) {
      case Fault.OfTask(var reason) -> Execution.of(new Outcome.NotStarted(reason));
      case Fault.OfMachine(var reason, var isItself) ->
        throw new ShortageException(reason, isItself ? Fault.PATIENCE : ShortageException.FOR_EVER);
      case Fault.OfStorage(var reason) -> throw failed(reason, new IOException(reason));
    };
  }

  private RuntimeException failed(String reason, IOException cause) {
    return scope.failed(reason, cause, site.outputs().directory());
  }

  /// Takes over a task that an earlier supervisor started before it died: waits for what is left of
  /// its time limit, and collects what it printed.
  ///
  /// @param orphan which nothing else may attend to
  Execution adopt(Task task, int slot, Orphan orphan) {
    if (Thread.currentThread().isInterrupted()) {
      return Execution.of(new Outcome.Cancelled());
    }
    try (var child = AdoptedChild.of(orphan)) {
      site.outputs().takeOver(orphan, slot);
      var suspension = new Suspension(task.sequence(), scope.conditions().time());
      var age = orphan.startedAgo();
      return attend(attended(child, slot, suspension), task, slot, age)
          .takenOver(age, Duration.ZERO);
    } catch (IOException e) {
      var errno = Errno.of(e);
      if (errno.filter(Errno::isShortage).isPresent()) {
        throw new ShortageException(
            "cannot watch running tasks: " + Reason.of(e),
            ShortageException.FOR_EVER);
      }
      if (errno.filter(Errno::isOfStorage).isPresent()) {
        throw failed(site.outputs().directory() + ": " + Reason.of(e), e);
      }
      return orphan.end()
          .map(end -> ended(task, slot, orphan, end.outcome()))
          .orElseGet(() -> Execution.of(AdoptedChild.unknown()));
    }
  }

  /// One that ended before anybody took it over.
  private Execution ended(Task task, int slot, Orphan orphan, Outcome outcome) {
    try {
      site.outputs().takeOver(orphan, slot);
    } catch (IOException e) {
      log.warn("output of {} is lost: {}", task.name(), Reason.withPath(e));
    }
    return new Execution(
        outcome,
        orphan.leader().pid(),
        collect(task, slot, Stream.OUT, false),
        collect(task, slot, Stream.ERR, false),
        Usage.NONE)
        .takenOver(orphan.startedAgo(), orphan.endedAgo());
  }

  /// Suspends a task or resumes it, as
  /// [io.parallelr.engine.Backend#suspend(Task, int, boolean)] says.
  boolean suspend(Task task, int slot, boolean isOn) {
    var suspension = suspensions.get(slot);
    return suspension != null
        && services.pausing().outside(() -> suspension.set(task.sequence(), isOn));
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
    // one that runs in this process is shown as this process, so that nobody who comes after a
    // crash takes one of its processes for the whole
    long pid = child.pid() == 0 ? OWN_PID : child.pid();
    return new Attended(child, scope.began(child, slot, pid), pid, suspension);
  }

  /// @param age how long it has run
  private Execution attend(Attended attended, Task task, int slot, Duration age) {
    var child = attended.child();
    services.output().watch(child, printed(task, slot));
    var used = Usage.NONE;
    try {
      var monitor = new TaskMonitor(
          child,
          task.name(),
          attended.sampled(),
          task.launch().ending().orElse(services.ending()),
          task.launch().keepsBackground(),
          attended.suspension(),
          services.output(),
          () -> services.timeoutCommand()
              .run(task, attended.pid(), errors(task, slot)));
      long memoryLimit = services.memory().limit();
      var deadline = new Deadline(task.timeLimit(), age, services.limit());
      var verdict = monitor.untilNothingRuns(deadline, memoryLimit, FIRST_LOOK);
      boolean reusable = monitor.leftNothing();
      var survivors = monitor.survivors();
      survivors.ifPresent(services::add);
      services.output().ended(child);
      var end = monitor.end();
      used = new Usage(
          end.usage().user(),
          end.usage().system(),
          Math.max(monitor.peakSeen(), services.truePeak(end.usage().peakBytes())));
      var outcome = verdict.orElse(end.outcome());
      return new Execution(
          survivors
              .<Outcome>map(s -> new Outcome.StillRuns(outcome, s.sentence()))
              .orElse(outcome),
          attended.pid(),
          collect(task, slot, Stream.OUT, reusable),
          collect(task, slot, Stream.ERR, reusable),
          used);
    } finally {
      scope.ended(child, slot, used);
      services.output().ended(child);
      suspensions.remove(slot, attended.suspension());
    }
  }

  private Path errors(Task task, int slot) {
    return printed(task, slot).getLast();
  }

  private List<Path> printed(Task task, int slot) {
    return task.launch().streams() == Streams.TOGETHER
        ? List.of(site.outputs().ofRunning(task, slot, Stream.OUT))
        : List.of(
            site.outputs().ofRunning(task, slot, Stream.OUT),
            site.outputs().ofRunning(task, slot, Stream.ERR));
  }

  private Output collect(Task task, int slot, Stream stream, boolean reusable) {
    if (stream == Stream.ERR && task.launch().streams() == Streams.TOGETHER) {
      return Output.NONE;
    }
    try {
      return site.outputs().collect(task, slot, stream, reusable);
    } catch (IOException e) {
      log.warn("output of {} is lost: {}", task.name(), Reason.withPath(e));
      if (Fault.of(e) instanceof Fault.OfStorage(var reason)) {
        var _ = failed(reason, e); // the task has ended, and stays so; but nothing more is begun
      }
      return Output.NONE;
    }
  }
}
