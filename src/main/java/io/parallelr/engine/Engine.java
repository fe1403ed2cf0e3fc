package io.parallelr.engine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.parallelr.engine.Backend.ShortageException;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a plan: starts what it offers while a slot is free, and feeds back the results.
///
/// There is a thread for each task that runs, and one that waits for what may be started next. One
/// that has finished a task takes in its result and the next task itself: handing it over to another
/// thread would cost as much as starting a short task. The plan and the summary are guarded by one
/// lock, and the plan is called under it, one call at a time; the backend and the listener never
/// are. For one run.
///
/// Whatever the plan, the listener or the backend throws ends the run with that problem; only a
/// [ShortageException] of the backend does not: its task keeps its slot, and is tried again after
/// pauses that grow. As a thread may be what the machine lacks, those with nothing to do end then.
public final class Engine {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  /// How long to try for a first thread, without which there is no run.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// How long to try to start a first task before the run ends.
  private static final Duration LONGEST_FIRST_START = Duration.ofSeconds(20);

  /// How much is started, and how fast.
  ///
  /// @param slots how many tasks run at once; at least 1
  /// @param startDelay pause between two starts, which spreads out the load; zero for none
  public record Limits(int slots, Duration startDelay) {
    public Limits {
      if (slots < 1) {
        throw new IllegalArgumentException("slots: %d is not positive".formatted(slots));
      }
    }
  }

  /// What a run came to, and why it is over.
  ///
  /// @param unretried how many tasks had failed and waited for another attempt
  public record Ended(RunSummary summary, RunEnd end, int unretried) {}

  private final Backend backend;
  private final Duration startDelay;
  private final StopPolicy stopPolicy;
  private final InstantSource clock;
  private final Conditions conditions;
  private final Stopwatch time;

  /// Guards all that follows.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition over = lock.newCondition();
  private final Slots slots;
  private final Allowance allowance;
  private final Map<Integer, Running> running = new HashMap<>();
  private Optional<RunEnd> stopping = Optional.empty();
  private Optional<Throwable> problem = Optional.empty();
  private Optional<Agenda> current = Optional.empty();
  private Optional<RunListener> told = Optional.empty();
  private RunSummary summary = RunSummary.EMPTY;
  private long nextStart;
  private int workers;
  private int idle;
  private int withdrawn; // tasks whose end is not told yet
  private int threads; // started so far
  private boolean isStarved; // of threads
  private boolean hasRun; // any task, to its end
  private boolean isOver;

  /// @param conditions shared with other engines of this process
  public Engine(
      Backend backend,
      Limits limits,
      StopPolicy stopPolicy,
      InstantSource clock,
      Conditions conditions) {
    this.backend = backend;
    this.startDelay = limits.startDelay();
    this.slots = new Slots(limits.slots());
    this.stopPolicy = stopPolicy;
    this.clock = clock;
    this.conditions = conditions;
    this.time = conditions.time();
    this.nextStart = time.nanos();
    this.allowance = new Allowance(limits.slots(), conditions.tasksAtFirst(), nextStart);
  }

  /// Runs the plan to its end, or to the stop policy's, or until it is cancelled or this thread is
  /// interrupted; then what runs is cancelled and waited for, and a further interrupt hurries it.
  /// Blocks.
  ///
  /// @throws RuntimeException the listener's, the plan's, the backend's or that of
  ///   [#fail(Throwable)]; so do errors
  public Ended run(Plan plan, RunListener listener) {
    return run(plan, listener, RunSummary.EMPTY);
  }

  /// The same, going on from what came before.
  ///
  /// @param before results that count as if they had come of this plan
  public Ended run(Plan plan, RunListener listener, RunSummary before) {
    lock.lock();
    try {
      summary = before;
      var agenda = new Agenda(plan);
      current = Optional.of(agenda);
      told = Optional.of(listener);
      awaitEnd();
      if (stopping.isEmpty()) {
        conditions.shortage().ended();
      }
      if (problem.isPresent()) {
        switch (problem.get()) {
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          case Throwable e -> throw new IllegalStateException(e);
        }
      }
      return new Ended(summary, stopping.orElse(new RunEnd.Completed()), agenda.unretried());
    } finally {
      lock.unlock();
    }
  }

  /// Starts nothing more; what runs may finish. May be called by any thread.
  public void drain() {
    locked(() -> stopStarting(new RunEnd.Drained()));
  }

  /// Cancels the run; once more takes away the grace of what runs. May be called by any thread,
  /// also before the run.
  public void cancel() {
    locked(() -> cancel(new RunEnd.Interrupted()));
  }

  /// Cancels the run, which then throws the problem. May be called by any thread.
  public void fail(Throwable reason) {
    locked(() -> failed(reason));
  }

  /// Why nothing more is started; empty as long as something may be. May be called by any thread.
  public Optional<RunEnd> stopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /// Whether nothing runs any more, or will. May be called by any thread.
  public boolean isOver() {
    lock.lock();
    try {
      return isOver;
    } finally {
      lock.unlock();
    }
  }

  /// Cancels one task that runs, or waits for its start or for its delay; the run continues. May be
  /// called by any thread but a listener's.
  ///
  /// @return whether there was one
  public boolean cancel(int sequence) {
    Optional<Task> waiting;
    lock.lock();
    try {
      var found = running(sequence);
      found.ifPresent(Running::cancel);
      if (found.isPresent() || cancelPostponed(sequence)) {
        return true;
      }
      waiting = current.flatMap(agenda -> agenda.withdraw(sequence));
      withdrawn += waiting.isPresent() ? 1 : 0; // the run is not over before its end was told
    } finally {
      lock.unlock();
    }
    waiting.ifPresent(this::endUnstarted);
    return waiting.isPresent();
  }

  private void endUnstarted(Task task) {
    var result = new TaskResult(
        task,
        0,
        clock.instant(),
        conditions.ticker().nanos(),
        Duration.ZERO,
        0,
        new Outcome.Cancelled(),
        Output.NONE,
        Output.NONE,
        Usage.NONE);
    guarded(() -> told.orElseThrow().finished(result));
    locked(() -> {
      withdrawn--;
      guarded(() -> finished(result, current.orElseThrow()));
      changed.signalAll();
    });
  }

  private Optional<Running> running(int sequence) {
    return running.values().stream().filter(r -> r.task().sequence() == sequence).findFirst();
  }

  private boolean cancelPostponed(int sequence) {
    boolean found = current.isPresent()
        && current.get().cancelPostponed(task -> task.sequence() == sequence);
    changed.signalAll();
    return found;
  }

  /// Suspends a task that runs, whose time limit stands still meanwhile, or resumes it. May be
  /// called by any thread.
  ///
  /// @return whether it runs, and the backend can do that
  public boolean suspend(int sequence, boolean isOn) {
    Optional<Running> found;
    lock.lock();
    try {
      found = running(sequence);
    } finally {
      lock.unlock();
    }
    return found.isPresent() && backend.suspend(found.get().task(), found.get().slot(), isOn);
  }

  /// Sets how many tasks run at once. With less than run now, as many of them are not followed by
  /// others when they end. May be called by any thread.
  ///
  /// @param newSlots at least 1
  public void resize(int newSlots) {
    locked(() -> {
      slots.resize(newSlots);
      allowance.resize(newSlots);
      if (current.isPresent()) {
        another();
      }
    });
  }

  /// Changes an open plan from outside, while nothing else calls it, and looks at it again. May be
  /// called by any thread.
  public void update(Runnable change) {
    locked(() -> {
      change.run();
      changed.signalAll();
    });
  }

  /// Checks what always holds between two steps; for tests.
  ///
  /// @throws IllegalStateException if it does not
  void sanityCheck() {
    locked(() -> {
      int waiting = current.map(Agenda::countPostponed).orElse(0);
      require(slots.taken() == running.size() + waiting, "a slot is lost");
      require(slots.areWithinLimit(), "more slots than there are");
      require(running.keySet().stream().allMatch(slots::isTaken), "a task without its slot");
      require(idle >= 0 && idle + running.size() <= workers, "threads are counted wrong");
      require(problem.isEmpty() || stopping.isPresent(), "goes on with a problem");
      require(stopping.isEmpty() || !current.map(Agenda::hasChosen).orElse(false),
          "would start a task though it stops");
      require(!isOver || slots.taken() == 0, "over with a task");
    });
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  private void locked(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }

  private void awaitEnd() {
    boolean late = false;
    long begin = time.nanos();
    grow();
    while (workers > 0 || !isStopping()) {
      try {
        if (isStarved || conditions.shortage().isOn()) {
          boolean _ = over.await(1, SECONDS);
        } else {
          over.await();
        }
      } catch (InterruptedException e) {
        late |= isOver;
        cancel(new RunEnd.Interrupted()); // the first one cancels, a further one hurries
      }
      conditions.shortage().look();
      if (isStarved || workers == 0) {
        grow();
      }
      if (isStuck(time.nanos() - begin)) {
        failed(
            new ShortageException(
                "no task could be started for %d s: %s".formatted(
                    LONGEST_FIRST_START.toSeconds(),
                    conditions.shortage().reason()),
                ShortageException.FOR_EVER));
      }
      if (workers == 0 && !isStopping() && time.nanos() - begin > PATIENCE.toNanos()) {
        failed(Threads.refused("cannot start a task"));
      }
    }
    isOver = true;
    if (late) {
      Thread.currentThread().interrupt(); // nothing runs any more that could be hurried
    }
  }

  /// Whether the machine has had no room for a single task since the run began: what it lacks may
  /// be taken by this process alone, and never be there.
  private boolean isStuck(long waited) {
    return !hasRun
        && running.isEmpty()
        && !isStopping()
        && waited > LONGEST_FIRST_START.toNanos()
        && current.filter(Agenda::isRefused).isPresent();
  }

  /// Starts another thread, if there may be more. Under the lock.
  private void grow() {
    if (isOver) {
      isStarved = false;
      return;
    }
    try {
      var _ = Threads.start(backend.threads(), "slot-" + ++threads, this::work);
      workers++;
      isStarved = false;
    } catch (ShortageException e) {
      isStarved = true;
      allowance.lacked(running.size(), time.nanos());
      conditions.shortage()
          .met("%s: %d of %d slots can be used".formatted(e.reason(), workers, slots.limit()));
      over.signalAll();
    }
  }

  /// What each of the threads does.
  private void work() {
    var agenda = current.orElseThrow();
    var listener = told.orElseThrow();
    try {
      var next = begin(agenda, false);
      while (next.isPresent()) {
        next = attempt(next.get(), agenda, listener);
      }
    } catch (Throwable e) {
      broken(e); // a bug of this class, or no more memory
    } finally {
      locked(this::left);
    }
  }

  /// A thread ends: whatever it dies of, the run must not wait for it.
  private void left() {
    workers--;
    running.entrySet().removeIf(r -> {
      boolean mine = r.getValue().thread().equals(Thread.currentThread());
      if (mine) {
        slots.release(r.getKey());
      }
      return mine;
    });
    if (workers == 0 || isOver) {
      over.signalAll();
    }
    changed.signalAll();
  }

  /// Tries to run a task; returns what to do next.
  private Optional<Running> attempt(
      Running task,
      Agenda agenda,
      RunListener listener) {
    if (!task.placed().isTold()) {
      var now = clock.instant();
      guarded(() -> listener.started(task.task(), task.slot(), now));
    }
    var tried = task.on(backend, clock, conditions, this::broken);
    if (tried instanceof Running.Tried.Over(var result)) {
      guarded(() -> listener.finished(result));
    }
    lock.lock();
    try {
      switch (tried) {
        case Running.Tried.Over(var result) -> {
          hasRun = true;
          running.remove(task.slot());
          slots.release(task.slot());
          guarded(() -> finished(result, agenda));
          return begin(agenda, true);
        }
        case Running.Tried.Refused(var reason) -> {
          postpone(task, reason, agenda);
          return begin(agenda, false);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void postpone(Running task, ShortageException reason, Agenda agenda) {
    running.remove(task.slot());
    var placed = task.placed().postponed(time.nanos(), reason);
    agenda.postpone(task.isCancelled() ? placed.asCancelled() : placed);
    if (reason.concernsAll()) {
      allowance.lacked(running.size(), time.nanos());
    }
    conditions.shortage().waits(reason.reason());
    over.signalAll(); // whoever waits there says when the shortage is over
  }

  /// Takes the next task and a slot for it. Waits for one; empty when there will be none, or no
  /// thread is needed to wait for it.
  ///
  /// @param early whether what the machine lacked may be there, as something has ended
  private Optional<Running> begin(Agenda agenda, boolean early) {
    lock.lock();
    try {
      boolean isEarly = early;
      while (!isOver) {
        long now = time.nanos();
        boolean mayStart = allowance.lets(running.size(), now);
        var next = agenda.takePostponed(now, mayStart, isEarly);
        next.ifPresent(_ -> conditions.shortage().tried());
        isEarly = false;
        if (next.isEmpty() && !isStopping()) {
          guarded(() -> agenda.choose(now));
          // new ones would meet the same, and be told of as started
          next = mayStart && !agenda.isRefused() ? takeChosen(agenda, now) : next;
        }
        if (next.isPresent()) {
          var task = new Running(next.get(), Thread.currentThread());
          running.put(task.slot(), task);
          nextStart = time.nanos() + startDelay.toNanos();
          if (needsWaiter(agenda, now)) {
            another();
          }
          return Optional.of(task);
        }
        boolean isDone = !agenda.hasPostponed() && (isStopping() || isExhausted(agenda));
        if (isDone && running.isEmpty() && withdrawn == 0) {
          isOver = true;
          changed.signalAll();
          return Optional.empty();
        }
        if (isStopping() && !agenda.hasPostponed()) {
          return Optional.empty();
        }
        if (idle > 0 || (isDone && withdrawn == 0)) {
          return Optional.empty(); // one is enough to wait
        }
        awaitChange(agenda, now, mayStart);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Placed> takeChosen(Agenda agenda, long now) {
    if (isStopping()
        || !agenda.hasChosen()
        || nextStart - now > 0
        || !slots.isAnyFree()) {
      return Optional.empty();
    }
    return Optional.of(Placed.of(agenda.takeChosen(), slots.take(), now));
  }

  /// Whether something may be started before any of the tasks ends that run: what follows those is
  /// seen to by their own threads.
  private boolean needsWaiter(Agenda agenda, long now) {
    if (agenda.hasPostponed()) {
      return true;
    }
    if (isStopping() || !slots.isAnyFree()) {
      return false;
    }
    guarded(() -> agenda.choose(now));
    return !isExhausted(agenda);
  }

  private void another() {
    if (idle > 0) {
      changed.signal();
    } else {
      grow();
    }
  }

  private boolean isExhausted(Agenda agenda) {
    try {
      return agenda.isExhausted();
    } catch (Throwable e) {
      broken(e);
      return true;
    }
  }

  private boolean isStopping() {
    return isOver || stopping.isPresent() || problem.isPresent();
  }

  @SuppressWarnings("WaitNotInLoop") // the loop is its only caller's
  private void awaitChange(Agenda agenda, long now, boolean mayStart) {
    long nanos = mayStart ? nanosToNext(agenda, now) : allowance.untilNext(now).toNanos();
    idle++;
    try {
      if (nanos > 0) {
        boolean _ = changed.await(nanos, NANOSECONDS);
      } else {
        changed.await();
      }
    } catch (InterruptedException e) {
      log.debug("a slot without a task was interrupted"); // it looks again at what it waits for
    } finally {
      idle--;
    }
  }

  /// How long it is until something may be started though nothing ends; 0 if nothing may.
  private long nanosToNext(Agenda agenda, long now) {
    var due = agenda.nanosToNext(now, !isStopping());
    return agenda.hasChosen() && !agenda.isRefused() && slots.isAnyFree()
        ? Math.min(nextStart - now, due.orElse(Long.MAX_VALUE))
        : due.orElse(0);
  }

  private void finished(TaskResult result, Agenda agenda) {
    if (result.isFinal()) {
      summary = summary.plus(result);
    }
    agenda.completed(result);
    stopPolicy.reasonToStop(summary).filter(_ -> !isStopping()).ifPresent(reason -> {
      log.warn("stopping: {}", reason);
      cancel(new RunEnd.LimitReached(reason));
    });
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      broken(e);
    }
  }

  /// Nothing can be brought to an end without memory: the thread dies of it, and whoever hears of
  /// that ends the process.
  private static void rethrowIfOutOfMemory(Throwable problem) {
    if (problem instanceof OutOfMemoryError e && !Threads.isRefused(e)) {
      throw e;
    }
  }

  private void broken(Throwable problem) {
    fail(problem);
    rethrowIfOutOfMemory(problem);
  }

  private void failed(Throwable reason) {
    problem = problem.or(() -> Optional.of(reason));
    cancel(new RunEnd.Interrupted());
  }

  private void cancel(RunEnd reason) {
    stopStarting(reason);
    running.values().forEach(Running::cancel);
    current.ifPresent(agenda -> agenda.cancelPostponed(_ -> true));
  }

  /// A later reason takes the place of having been drained only: else the first one is why
  /// it ended.
  private void stopStarting(RunEnd reason) {
    if (stopping.isEmpty() || stopping.get() instanceof RunEnd.Drained) {
      stopping = Optional.of(reason);
    }
    current.ifPresent(Agenda::stop);
    changed.signalAll();
  }
}
