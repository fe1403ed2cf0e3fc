package io.parallelr.engine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.parallelr.task.Outcome;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a plan: starts what it offers while a slot is free, and feeds back the results.
///
/// One thread, the caller's, owns the plan, the slots, the summary and the listener, so none of them
/// is locked. Each running task has a virtual thread, which does nothing but call the backend and
/// put the result in the inbox. For one run.
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

  /// What reaches the thread of the run.
  private sealed interface Message {}

  private record Finished(TaskResult result) implements Message {}

  private record Drain() implements Message {}

  private record Fail(RuntimeException problem) implements Message {}

  private record Waiting(Task task, long dueNanos) {}

  private final Backend backend;
  private final Limits limits;
  private final StopPolicy stopPolicy;
  private final InstantSource clock;
  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();

  public Engine(
      Backend backend,
      Limits limits,
      StopPolicy stopPolicy,
      InstantSource clock) {
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
    return new Run(plan, listener).toEnd();
  }

  /// Starts nothing more; what runs may finish. May be called by any thread.
  public void drain() {
    inbox.add(new Drain());
  }

  /// Cancels the run, which then throws the problem. May be called by any thread.
  public void fail(RuntimeException problem) {
    inbox.add(new Fail(problem));
  }

  /// The state of one run, confined to one thread.
  private final class Run {
    private final Plan plan;
    private final RunListener listener;
    private final Slots slots = new Slots(limits.slots());
    private final Map<Integer, Thread> running = new HashMap<>();
    private final PriorityQueue<Waiting> delayed =
        new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos() - b.dueNanos()));
    private Optional<Task> chosen = Optional.empty();
    private RunSummary summary = RunSummary.EMPTY;
    private long nextStart = System.nanoTime();
    private Optional<RunEnd> stopping = Optional.empty();
    private Optional<RuntimeException> problem = Optional.empty();

    Run(Plan plan, RunListener listener) {
      this.plan = plan;
      this.listener = listener;
    }

    Ended toEnd() {
      while (true) {
        choose();
        if (chosen.isPresent() && untilNextStart() <= 0) {
          guarded(() -> start(chosen.get()));
          chosen = Optional.empty();
        } else if (chosen.isEmpty() && slots.allFree() && (delayed.isEmpty() || isStopping())) {
          break;
        } else {
          awaitMessage();
        }
      }
      if (problem.isPresent()) {
        throw problem.get();
      }
      return new Ended(summary, stopping.orElse(new RunEnd.Completed()));
    }

    private boolean isStopping() {
      return stopping.isPresent() || problem.isPresent();
    }

    /// Takes the next task for a free slot: one whose delay is over before a new one.
    private void choose() {
      while (!isStopping() && chosen.isEmpty() && slots.anyFree()) {
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

    private long untilNextStart() {
      return nextStart - System.nanoTime();
    }

    private void start(Task task) {
      int slot = slots.take();
      nextStart = System.nanoTime() + limits.startDelay().toNanos();
      var now = clock.instant();
      try {
        listener.started(task, slot, now);
      } catch (RuntimeException e) {
        slots.release(slot);
        throw e;
      }
      running.put(slot, Thread.ofVirtual().start(() -> {
        var result = runOn(slot, task, now);
        inbox.add(new Finished(result));
      }));
    }

    private void awaitMessage() {
      try {
        long wait = untilSomethingIsDue();
        var message = Optional.ofNullable(
            wait == Long.MAX_VALUE ? inbox.take() : inbox.poll(wait, NANOSECONDS));
        message.ifPresent(this::handle);
      } catch (InterruptedException e) {
        cancel(new RunEnd.Interrupted()); // the first cancels, a further one hurries: both
                                          // interrupt
      }
    }

    private long untilSomethingIsDue() {
      if (chosen.isPresent()) {
        return untilNextStart();
      }
      return delayed.isEmpty() || !slots.anyFree() || isStopping()
          ? Long.MAX_VALUE
          : delayed.peek().dueNanos() - System.nanoTime();
    }

    private void handle(Message message) {
      switch (message) {
        case Finished(var result) -> {
          slots.release(result.slot());
          running.remove(result.slot());
          guarded(() -> finished(result));
        }
        case Drain() -> stopStarting(new RunEnd.Drained());
        case Fail(var reason) -> fail(reason);
      }
    }

    private void finished(TaskResult result) {
      if (result.isFinal()) {
        summary = summary.plus(result);
      }
      plan.completed(result);
      stopPolicy.reasonToStop(summary).filter(_ -> !isStopping()).ifPresent(reason -> {
        log.warn("stopping: {}", reason);
        cancel(new RunEnd.LimitReached(reason));
      });
      listener.finished(result);
    }

    private void guarded(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    private void fail(RuntimeException reason) {
      problem = problem.or(() -> Optional.of(reason));
      cancel(new RunEnd.Interrupted());
    }

    private void cancel(RunEnd reason) {
      stopStarting(reason);
      running.values().forEach(Thread::interrupt);
    }

    /// A later reason takes the place of having drained only: the first one is why it ended.
    private void stopStarting(RunEnd reason) {
      if (stopping.isEmpty() || stopping.get() instanceof RunEnd.Drained) {
        stopping = Optional.of(reason);
      }
      chosen = Optional.empty();
    }
  }

  /// Runs on the task's own thread.
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
