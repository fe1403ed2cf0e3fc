package io.parallelr.engine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.parallelr.task.Outcome;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a plan: starts what it offers while a slot is free, and feeds back the results.
///
/// There is a thread for each slot. One that has finished a task takes in its result and goes on
/// with the next task itself: handing it over to another thread would cost as much as starting a
/// short task. So the plan, the summary and the listener are guarded by one lock, and are called
/// under it, one at a time and in order; the backend never is. For one run.
public final class Engine {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

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
  public record Ended(RunSummary summary, RunEnd end) {}

  private record Running(Task task, Thread thread) {}

  private record Waiting(Task task, long dueNanos) {}

  private final Backend backend;
  private final Limits limits;
  private final StopPolicy stopPolicy;
  private final InstantSource clock;

  /// Guards all that follows.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition over = lock.newCondition();
  private final Slots slots = new Slots();
  private final Map<Integer, Running> running = new HashMap<>();
  private final PriorityQueue<Waiting> delayed =
      new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos() - b.dueNanos()));
  private Optional<Task> chosen = Optional.empty();
  private Optional<RunEnd> stopping = Optional.empty();
  private Optional<RuntimeException> problem = Optional.empty();
  private RunSummary summary = RunSummary.EMPTY;
  private long nextStart = System.nanoTime();
  private int idle;
  private boolean isOver;

  public Engine(Backend backend, Limits limits, StopPolicy stopPolicy, InstantSource clock) {
    this.backend = backend;
    this.limits = limits;
    this.stopPolicy = stopPolicy;
    this.clock = clock;
  }

  /// Runs the plan to its end, or to the stop policy's, or until this thread is interrupted; in the
  /// last two cases what runs is cancelled and waited for, and a further interrupt hurries it.
  /// Blocks.
  ///
  /// @throws RuntimeException the listener's, the plan's or that of [#fail(RuntimeException)]
  public Ended run(Plan plan, RunListener listener) {
    return run(plan, listener, RunSummary.EMPTY);
  }

  /// The same, going on from what came before.
  ///
  /// @param before results that count as if they had come of this plan
  public Ended run(Plan plan, RunListener listener, RunSummary before) {
    summary = before;
    var workers = new ArrayList<Thread>();
    for (int i = 1; i <= limits.slots(); i++) {
      workers.add(Thread.ofPlatform().name("slot-" + i).start(() -> work(plan, listener)));
    }
    awaitEnd(workers);
    lock.lock();
    try {
      if (problem.isPresent()) {
        throw problem.get();
      }
      return new Ended(summary, stopping.orElse(new RunEnd.Completed()));
    } finally {
      lock.unlock();
    }
  }

  /// Starts nothing more; what runs may finish. May be called by any thread.
  public void drain() {
    locked(() -> stopStarting(new RunEnd.Drained()));
  }

  /// Cancels the run, which then throws the problem. May be called by any thread.
  public void fail(RuntimeException reason) {
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

  /// Cancels one task; the run goes on. May be called by any thread.
  ///
  /// @return whether it ran
  public boolean cancel(int sequence) {
    lock.lock();
    try {
      var found =
          running.values().stream().filter(r -> r.task().sequence() == sequence).findFirst();
      found.ifPresent(r -> r.thread().interrupt());
      return found.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /// Changes an open plan from outside, while nothing else calls it, and looks at it again. May be
  /// called by any thread.
  public void update(Runnable change) {
    locked(() -> {
      change.run();
      changed.signalAll();
    });
  }

  private void locked(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }

  private void awaitEnd(List<Thread> workers) {
    lock.lock();
    try {
      while (!isOver) {
        try {
          over.await();
        } catch (InterruptedException e) {
          cancel(new RunEnd.Interrupted()); // the first one cancels, a further one hurries
        }
      }
    } finally {
      lock.unlock();
    }
    for (var worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // nothing runs any more that could be hurried
        return;
      }
    }
  }

  /// A task that has a slot.
  private record Placed(Task task, int slot) {}

  /// What each of the threads does. The listener is told outside the lock: what it does takes
  /// longer than all else, and threads would wait for each other.
  private void work(Plan plan, RunListener listener) {
    var next = begin(plan);
    while (next.isPresent()) {
      var placed = next.get();
      var started = clock.instant();
      guarded(() -> listener.started(placed.task(), placed.slot(), started));
      var result = runOn(placed.slot(), placed.task(), started);
      guarded(() -> listener.finished(result));
      next = finishAndBegin(result, plan);
    }
  }

  private Optional<Placed> finishAndBegin(TaskResult result, Plan plan) {
    lock.lock();
    try {
      running.remove(result.slot());
      slots.release(result.slot());
      boolean _ = Thread.interrupted(); // it was meant for the task that is over
      guarded(() -> finished(result, plan));
      return begin(plan);
    } finally {
      lock.unlock();
    }
  }

  /// Takes the next task and a slot for it. Waits for one; empty when there will be none.
  private Optional<Placed> begin(Plan plan) {
    lock.lock();
    try {
      while (!isStopping()) {
        guarded(() -> choose(plan));
        if (chosen.isPresent() && nextStart - System.nanoTime() <= 0) {
          var placed = new Placed(chosen.get(), slots.take());
          chosen = Optional.empty();
          nextStart = System.nanoTime() + limits.startDelay().toNanos();
          running.put(placed.slot(), new Running(placed.task(), Thread.currentThread()));
          if (idle > 0) {
            changed.signal(); // there may be another task, for another slot
          }
          return Optional.of(placed);
        } else if (isExhausted(plan)) {
          break;
        } else {
          awaitChange();
        }
      }
      if (running.isEmpty()) {
        isOver = true;
        over.signalAll();
        changed.signalAll();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private boolean isExhausted(Plan plan) {
    return chosen.isEmpty() && delayed.isEmpty() && running.isEmpty() && !plan.isOpen();
  }

  private boolean isStopping() {
    return isOver || stopping.isPresent() || problem.isPresent();
  }

  /// Takes the next task: one whose delay is over before a new one.
  private void choose(Plan plan) {
    while (chosen.isEmpty()) {
      if (!delayed.isEmpty() && delayed.peek().dueNanos() - System.nanoTime() <= 0) {
        chosen = Optional.of(delayed.remove().task());
        return;
      }
      var next = plan.next();
      if (next.isEmpty()) {
        return;
      }
      var task = next.get();
      if (task.delay().isPositive()) {
        delayed.add(new Waiting(task, System.nanoTime() + task.delay().toNanos()));
      } else {
        chosen = next;
      }
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the loop is its only caller's
  private void awaitChange() {
    idle++;
    try {
      if (chosen.isPresent()) {
        long _ = changed.awaitNanos(nextStart - System.nanoTime());
      } else if (delayed.isEmpty()) {
        changed.await();
      } else {
        boolean _ = changed.await(delayed.peek().dueNanos() - System.nanoTime(), NANOSECONDS);
      }
    } catch (InterruptedException e) {
      log.debug("a slot without a task was interrupted"); // it looks again at what it waits for
    } finally {
      idle--;
    }
  }

  private void finished(TaskResult result, Plan plan) {
    if (result.isFinal()) {
      summary = summary.plus(result);
    }
    plan.completed(result);
    stopPolicy.reasonToStop(summary).filter(_ -> !isStopping()).ifPresent(reason -> {
      log.warn("stopping: {}", reason);
      cancel(new RunEnd.LimitReached(reason));
    });
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void failed(RuntimeException reason) {
    problem = problem.or(() -> Optional.of(reason));
    cancel(new RunEnd.Interrupted());
  }

  private void cancel(RunEnd reason) {
    stopStarting(reason);
    running.values().forEach(r -> r.thread().interrupt());
  }

  /// A later reason takes the place of having been drained only: else the first one is why
  /// it ended.
  private void stopStarting(RunEnd reason) {
    if (stopping.isEmpty() || stopping.get() instanceof RunEnd.Drained) {
      stopping = Optional.of(reason);
    }
    chosen = Optional.empty();
    changed.signalAll();
  }

  private TaskResult runOn(int slot, Task task, Instant started) {
    long begin = System.nanoTime();
    Backend.Execution execution;
    try {
      execution = backend.run(task, slot);
    } catch (RuntimeException | Error e) {
      log.error("backend failed on task {}", task.name(), e);
      execution = Backend.Execution.of(new Outcome.Lost(e.toString()));
    }
    return new TaskResult(
        task,
        slot,
        started,
        begin,
        Duration.ofNanos(System.nanoTime() - begin),
        execution.pid(),
        execution.outcome(),
        execution.stdout(),
        execution.stderr(),
        execution.usage());
  }
}
