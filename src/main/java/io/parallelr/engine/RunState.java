package io.parallelr.engine;

import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The state of a run, and its lock, which guards all parts of it. Methods are called with the lock
/// held, unless they say that they take it.
final class RunState {
  private static final Logger log = LoggerFactory.getLogger(RunState.class);

  private final StopPolicy stopPolicy;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition over = lock.newCondition();
  private final StopState stopState = new StopState();
  private final Scheduler scheduler;
  private final RunThreads threads;
  private RunSummary summary = RunSummary.EMPTY;
  private int withdrawn; // tasks whose end is not reported yet
  private boolean hasBegun;
  private boolean hasRun; // any task, to its end

  RunState(Backend backend, Engine.Limits limits, StopPolicy stopPolicy, Conditions conditions) {
    this.stopPolicy = stopPolicy;
    this.scheduler = new Scheduler(limits, conditions, stopState, this::broken);
    this.threads = new RunThreads(backend, conditions.shortage(), scheduler, changed, over);
  }

  /// Takes the lock for a step.
  void locked(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }

  /// Takes the lock for a step that has a result.
  <T> T withLock(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  /// Signalled when whoever waits for the end of the run is to look again.
  Condition over() {
    return over;
  }

  StopState stopState() {
    return stopState;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  RunThreads threads() {
    return threads;
  }

  RunSummary summary() {
    return summary;
  }

  /// Whether any task has run to its end.
  boolean hasRun() {
    return hasRun;
  }

  /// @param before results that count as if they had come from this plan
  /// @param loop what each thread does
  void begin(Plan plan, RunSummary before, Runnable loop) {
    summary = before;
    scheduler.begin(plan);
    hasBegun = true;
    threads.begin(loop);
  }

  void resize(int newSlots) {
    scheduler.resize(newSlots);
    if (hasBegun && !stopState.isOver()) {
      threads.another();
    }
  }

  void hold(String by, Optional<String> reason) {
    scheduler.hold(by, reason);
    more();
  }

  /// Has all that wait look again, and somebody even if nobody waits.
  void more() {
    changed();
    if (hasBegun && !stopState.isOver() && threads.idle() == 0) {
      threads.another();
    }
  }

  /// Has all that wait look again.
  void changed() {
    changed.signalAll();
  }

  /// Takes the next task for this thread, and a slot for it. Waits for one; empty when there will
  /// be none, or no thread is needed to wait for it.
  ///
  /// @param time by which things are due
  /// @param early whether what the machine lacked may be there, as something has ended
  Optional<Running> take(Stopwatch time, boolean early) {
    boolean isEarly = early;
    while (!stopState.isOver()) {
      long now = time.nanos();
      var next = scheduler.take(now, isEarly);
      isEarly = false;
      if (next.isPresent()) {
        if (scheduler.needsWaiter(now)) {
          threads.another();
        }
        return next;
      }
      boolean isDone = scheduler.isDone() && withdrawn == 0;
      if (isDone && scheduler.running().isEmpty()) {
        stopState.over();
        changed.signalAll();
        return Optional.empty();
      }
      boolean isEnding = stopState.isStopping() && !scheduler.agenda().hasPostponed();
      if (isDone || isEnding || threads.idle() > 0) {
        return Optional.empty(); // one is enough to wait
      }
      threads.awaitChange(scheduler.nanosToNext(now));
    }
    return Optional.empty();
  }

  /// A task has ended, and was reported.
  void ended(Running task, TaskResult result) {
    hasRun = true;
    scheduler.release(task);
    scheduler.ended(result.succeeded());
    finished(result);
  }

  /// A task could not be started for now.
  void refused(Running task, Backend.ShortageException reason) {
    scheduler.postpone(task, reason);
    over.signalAll(); // whoever waits there logs the end of the shortage
  }

  /// Cancels a task that runs, or that has a slot and could not be started yet.
  ///
  /// @return whether there was one
  boolean cancelStarted(int sequence) {
    var found = scheduler.running(sequence);
    found.ifPresent(Running::withdraw);
    if (found.isPresent()) {
      return true;
    }
    boolean isPostponed =
        scheduler.agenda().cancelPostponed(task -> task.sequence() == sequence, true);
    changed.signalAll();
    return isPostponed;
  }

  /// Takes out a task that waits for its start or its delay. The run is not over before
  /// [#withdrawn(TaskResult)].
  Optional<Task> withdraw(int sequence) {
    var waiting = scheduler.agenda().withdraw(sequence);
    withdrawn += waiting.isPresent() ? 1 : 0;
    return waiting;
  }

  /// The same for one that the plan still has.
  Optional<Task> withdrawPlanned(Task task) {
    if (stopState.isStopping()) {
      return Optional.empty();
    }
    var planned = scheduler.agenda().withdrawPlanned(task);
    withdrawn += planned.isPresent() ? 1 : 0;
    return planned;
  }

  /// The end of a task was reported that had been taken out.
  void withdrawn(TaskResult result) {
    withdrawn--;
    finished(result);
    more(); // what has waited for it may be ready, and nobody wait for that
  }

  private void finished(TaskResult result) {
    try {
      if (result.isFinal()) {
        summary = summary.plus(result);
      }
      scheduler.agenda().completed(result);
      stopPolicy.reasonToStop(summary)
          .filter(_ -> !stopState.isStopping())
          .ifPresent(this::stop);
    } catch (Throwable e) {
      broken(e);
    }
  }

  private void stop(StopPolicy.Stop stop) {
    boolean isFailure = stop.meaning() == StopPolicy.Meaning.FAILURE;
    var end = isFailure
        ? new RunEnd.LimitReached(stop.reason(), !stop.cancels())
        : new RunEnd.Enough(
            stop.reason(), !stop.cancels(), stop.meaning() == StopPolicy.Meaning.SUCCESS);
    log.atLevel(isFailure ? Level.WARN : Level.INFO).log("stopping: {}", stop.reason());
    if (stop.cancels()) {
      cancel(end);
    } else {
      stopStarting(end);
    }
  }

  /// This thread ends.
  void left() {
    threads.left();
    if (threads.count() == 0 || stopState.isOver()) {
      over.signalAll();
    }
  }

  /// Starts nothing new.
  void stopStarting(RunEnd reason) {
    stopState.stop(reason);
    scheduler.agenda().stop();
    changed.signalAll();
  }

  void cancel(RunEnd reason) {
    stopStarting(reason);
    scheduler.cancelAll();
  }

  void failed(Throwable reason) {
    stopState.failed(reason);
    cancel(new RunEnd.Interrupted());
  }

  /// Ends the run with what somebody else's code has thrown. Takes the lock.
  ///
  /// @throws OutOfMemoryError if that is the problem, as nothing can be brought to an end without
  ///   memory: the thread dies of it, and a handler ends the process
  void broken(Throwable problem) {
    locked(() -> failed(problem));
    if (problem instanceof OutOfMemoryError e && !Threads.isRefused(e)) {
      throw e;
    }
  }

  /// Checks what always holds between two steps; for tests.
  ///
  /// @throws IllegalStateException if it does not
  void sanityCheck() {
    var slots = scheduler.slots();
    var running = scheduler.running();
    int waiting = scheduler.agenda().countPostponed();
    require(slots.holders() == running.size() + waiting, "a slot is lost");
    require(slots.areWithinLimit(), "more slots than there are");
    require(running.stream().allMatch(r -> slots.isTaken(r.slot())), "a task without its slot");
    require(
        threads.idle() >= 0 && threads.idle() + running.size() <= threads.count(),
        "threads are counted wrong");
    require(!stopState.hasFailed() || stopState.reason().isPresent(),
        "continues after a problem");
    require(
        stopState.reason().isEmpty() || !scheduler.agenda().hasChosen(),
        "would start a task though it stops");
    require(!stopState.isOver() || slots.taken() == 0, "over with a task");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
