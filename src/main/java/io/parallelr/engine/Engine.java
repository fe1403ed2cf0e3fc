package io.parallelr.engine;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parallelr.engine.Backend.ShortageException;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs a plan: starts what it offers while a slot is free, and feeds back the results.
///
/// There is a thread for each task that runs, and one that waits for what may be started next. One
/// that has finished a task processes its result and takes the next task itself: a handover to
/// another thread would cost as much as starting a short task. The plan and the summary are guarded
/// by one lock, and the plan is called under it, one call at a time; the backend and the listener
/// never are. For one run.
///
/// Whatever the plan, the listener or the backend throws ends the run with that problem; only a
/// [ShortageException] of the backend does not: its task keeps its slot, and is tried again after
/// pauses that grow. As a thread may be what the machine lacks, those with nothing to do end then.
public final class Engine {
  /// How long to try for a first thread, without which there is no run.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// How much is started, and how fast.
  ///
  /// @param slots how many tasks run at once; at least 1
  /// @param startDelay pause between two starts, which spreads out the load; zero for none
  /// @param adaptsDelay whether the pause grows with failures and shrinks with successes
  /// @param firstStart how long to try to start a first task before the run ends
  public record Limits(int slots, Duration startDelay, boolean adaptsDelay, Duration firstStart) {
    /// Limits of a run that is to get going within 20 seconds.
    public Limits(int slots, Duration startDelay) {
      this(slots, startDelay, false);
    }

    /// Limits of a run that is to get going within 20 seconds.
    public Limits(int slots, Duration startDelay, boolean adaptsDelay) {
      this(slots, startDelay, adaptsDelay, Duration.ofSeconds(20));
    }

    public Limits {
      if (slots < 1) {
        throw new IllegalArgumentException("slots: %d is not positive".formatted(slots));
      }
    }
  }

  /// The results of a run, and why it is over.
  ///
  /// @param unretried how many tasks had failed and waited for another attempt
  public record Ended(RunSummary summary, RunEnd end, int unretried) {}

  private final Backend backend;
  private final InstantSource clock;
  private final Conditions conditions;
  private final Stopwatch time;
  private final Duration firstStart;
  private final RunState state;
  private Optional<TaskLoop> loop = Optional.empty(); // guarded by the lock of the state

  /// @param conditions shared with other engines of this process
  public Engine(
      Backend backend,
      Limits limits,
      StopPolicy stopPolicy,
      InstantSource clock,
      Conditions conditions) {
    this.backend = backend;
    this.clock = clock;
    this.conditions = conditions;
    this.time = conditions.time();
    this.firstStart = limits.firstStart();
    this.state = new RunState(backend, limits, stopPolicy, conditions);
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

  /// The same, continuing from earlier results.
  ///
  /// @param before results that count as if they had come from this plan
  public Ended run(Plan plan, RunListener listener, RunSummary before) {
    var each = new TaskLoop(state, backend, listener, clock, conditions);
    return state.withLock(() -> {
      loop = Optional.of(each);
      long begin = time.nanos();
      state.begin(plan, before, each);
      awaitEnd(begin);
      var reason = state.stopState().reason();
      if (reason.isEmpty()) {
        conditions.shortage().ended();
      }
      state.stopState().rethrow();
      int unretried = state.scheduler().agenda().unretried();
      return new Ended(state.summary(), reason.orElse(new RunEnd.Completed()), unretried);
    });
  }

  /// Waits until nothing runs any more. Under the lock.
  private void awaitEnd(long begin) {
    var stopState = state.stopState();
    var threads = state.threads();
    boolean late = false;
    while (threads.count() > 0 || !stopState.isStopping()) {
      try {
        if (threads.isStarved() || conditions.shortage().isOn()) {
          boolean _ = state.over().await(1, SECONDS);
        } else {
          state.over().await();
        }
      } catch (InterruptedException e) {
        late |= stopState.isOver();
        state.cancel(new RunEnd.Interrupted()); // the first one cancels, a further one hurries
      }
      conditions.shortage().look();
      if (stopState.isOver()) {
        threads.stopGrowing();
      } else if (threads.isStarved() || threads.count() == 0) {
        threads.grow();
      }
      endIfStuck(time.nanos() - begin);
    }
    stopState.over();
    if (late) {
      Thread.currentThread().interrupt(); // nothing runs any more that could be hurried
    }
  }

  /// Ends the run if it does not get going: what the machine lacks may be taken by this process
  /// alone, and never be there.
  private void endIfStuck(long waited) {
    var scheduler = state.scheduler();
    if (state.stopState().isStopping()) {
      return;
    }
    if (!state.hasRun()
        && !scheduler.isHeld()
        && scheduler.running().isEmpty()
        && waited > firstStart.toNanos()
        && scheduler.agenda().isRefused()) {
      state.failed(
          new ShortageException(
              "no task could be started for %d s: %s".formatted(
                  firstStart.toSeconds(),
                  conditions.shortage().reason()),
              ShortageException.FOR_EVER));
    } else if (state.threads().count() == 0 && waited > PATIENCE.toNanos()) {
      state.failed(Threads.refused("cannot start a task"));
    }
  }

  /// Starts nothing more; what runs may finish. May be called by any thread.
  public void drain() {
    state.locked(() -> state.stopStarting(new RunEnd.Drained()));
  }

  /// Cancels the run; once more ends the grace of what runs. May be called by any thread, also
  /// before the run.
  public void cancel() {
    state.locked(() -> state.cancel(new RunEnd.Interrupted()));
  }

  /// Cancels the run, which then throws the problem. May be called by any thread.
  public void fail(Throwable reason) {
    state.locked(() -> state.failed(reason));
  }

  /// Why nothing more is started; empty as long as something may be. May be called by any thread.
  public Optional<RunEnd> stopping() {
    return state.withLock(() -> state.stopState().reason());
  }

  /// Whether nothing runs any more, or will. May be called by any thread.
  public boolean isOver() {
    return state.withLock(() -> state.stopState().isOver());
  }

  /// Cancels one task that runs, or waits for its start or for its delay; the run continues. May be
  /// called by any thread but a listener's.
  ///
  /// @return whether there was one
  public boolean cancel(int sequence) {
    return cancel(sequence, Optional::empty);
  }

  /// The same for one that may also wait in the plan for its turn, or for others.
  ///
  /// @return whether there was one; false, too, if nothing more is started, or if the task is not to
  /// be started but taken over, and may have ended
  public boolean cancel(Task task) {
    return cancel(
        task.sequence(),
        () -> backend.age(task).isZero() ? state.withdrawPlanned(task) : Optional.empty());
  }

  /// @param otherwise takes it out where it neither runs nor waits for its start; under the lock
  private boolean cancel(int sequence, Supplier<Optional<Task>> otherwise) {
    // what has not started is reported without the lock, as all ends are
    Optional<Runnable> report = state.withLock(
        () -> state.cancelStarted(sequence)
            ? Optional.of(() -> {})
            : state.withdraw(sequence)
                .or(otherwise)
                .map(task -> () -> loop.orElseThrow().withdrawn(task)));
    report.ifPresent(Runnable::run);
    return report.isPresent();
  }

  /// Suspends a task that runs, whose time limit stands still meanwhile, or resumes it. May be
  /// called by any thread.
  ///
  /// @return whether it runs, and the backend can do that
  public boolean suspend(int sequence, boolean isOn) {
    var found = state.withLock(() -> state.scheduler().running(sequence));
    return found.isPresent() && backend.suspend(found.get().task(), found.get().slot(), isOn);
  }

  /// Sets how many tasks run at once. With less than run now, as many of them are not followed by
  /// others when they end. May be called by any thread.
  ///
  /// @param newSlots at least 1
  public void resize(int newSlots) {
    state.locked(() -> state.resize(newSlots));
  }

  /// Starts nothing for a reason, or no longer for that. What runs continues. May be called by any
  /// thread, also before the run.
  ///
  /// @param by whose reason it is; each has one at most
  /// @param reason a sentence without its full stop; empty to start again
  public void hold(String by, Optional<String> reason) {
    state.locked(() -> state.hold(by, reason));
  }

  /// How many tasks may run at once; 0 while nothing is started. May be called by any thread.
  public int room() {
    return state.withLock(() -> state.scheduler().room());
  }

  /// What the run does now, and what keeps it from starting more. May be called by any thread.
  public Situation situation() {
    return state.withLock(() -> state.scheduler().situation(state.stopState().reason()));
  }

  /// Adds to a plan that had nothing left, unless nothing more is started. May be called by any
  /// thread.
  ///
  /// @return whether it was added
  public boolean extend(Runnable change) {
    return state.withLock(() -> {
      if (state.stopState().isStopping()) {
        return false;
      }
      change.run();
      state.more();
      return true;
    });
  }

  /// Changes an open plan from outside, while nothing else calls it, and looks at it again. May be
  /// called by any thread.
  public void update(Runnable change) {
    state.locked(() -> {
      change.run();
      state.changed();
    });
  }

  /// The same for a change that has a result.
  public <T> T updating(Supplier<T> change) {
    return state.withLock(() -> {
      var result = change.get();
      state.changed();
      return result;
    });
  }

  /// Looks at the plan from outside, while nothing else calls it. May be called by any thread.
  public <T> T read(Supplier<T> look) {
    return state.withLock(look);
  }

  /// Checks what always holds between two steps; for tests.
  ///
  /// @throws IllegalStateException if it does not
  void sanityCheck() {
    state.locked(state::sanityCheck);
  }
}
