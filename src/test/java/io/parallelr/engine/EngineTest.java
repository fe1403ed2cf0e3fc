package io.parallelr.engine;

import static io.parallelr.Tasks.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parallelr.Tasks;
import io.parallelr.batch.BatchPlan;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class EngineTest {
  private static final Outcome OK = new Outcome.Exited(0);
  private static final Outcome BAD = new Outcome.Exited(1);
  private final List<TaskResult> told = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger starts = new AtomicInteger();
  private final RunListener listener = new RunListener() {
    @Override
    public void started(Task task, int slot, Instant when) {
      starts.incrementAndGet();
    }

    @Override
    public void finished(TaskResult result) {
      told.add(result);
    }
  };

  @Test
  void aTaskThatIsTakenOverBeganBeforeAndMayHaveEndedBefore() {
    var now = Instant.parse("2026-02-01T00:00:00Z");
    var starts = new ArrayList<Instant>();
    var backend = new Backend() {
      @Override
      public Execution run(Task task, int slot) {
        return Execution.of(OK).takenOver(Duration.ofSeconds(10), Duration.ofSeconds(3));
      }

      @Override
      public Duration age(Task task) {
        return Duration.ofSeconds(10);
      }
    };
    var engine = new Engine(
        backend,
        new Engine.Limits(1, Duration.ZERO),
        new StopPolicy.Never(),
        InstantSource.fixed(now),
        Conditions.fresh(() -> 0));

    engine.run(new BatchPlan(tasks(1)), RunListener.all(List.of(listener, new RunListener() {
      @Override
      public void started(Task task, int slot, Instant when) {
        starts.add(when);
      }
    })));

    assertThat(starts).containsExactly(now.minusSeconds(10));
    assertThat(told).singleElement().satisfies(result -> {
      assertThat(result.started()).isEqualTo(now.minusSeconds(10));
      assertThat(result.startedNanos()).isEqualTo(Duration.ofSeconds(-10).toNanos());
      assertThat(result.elapsed()).isEqualTo(Duration.ofSeconds(7));
    });
  }

  /// Admits a task when a test says so.
  private static final class Gate implements Backend {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch may = new CountDownLatch(1);
    private final AtomicInteger given = new AtomicInteger();

    @Override
    public Admission admit(Task task) throws InterruptedException {
      asked.countDown();
      may.await();
      given.incrementAndGet();
      return given::decrementAndGet;
    }

    @Override
    public Execution run(Task task, int slot) {
      return Execution.of(given.get() == 1 ? OK : BAD);
    }
  }

  private static Engine engine(Backend backend) {
    return new Engine(
        backend,
        new Engine.Limits(1, Duration.ZERO),
        new StopPolicy.Never(),
        InstantSource.system(),
        Conditions.fresh(System::nanoTime));
  }

  @Test
  void aTaskIsReportedAsStartedWhenItIsAdmitted() throws Exception {
    var gate = new Gate();
    var engine = engine(gate);
    var run = Thread.ofVirtual().start(() -> engine.run(new BatchPlan(tasks(1)), listener));
    gate.asked.await();
    assertThat(starts).hasValue(0);
    var admitted = Instant.now();

    gate.may.countDown();
    run.join();

    assertThat(starts).hasValue(1);
    assertThat(told).singleElement().satisfies(result -> {
      assertThat(result.outcome()).isEqualTo(OK);
      assertThat(result.started()).isAfterOrEqualTo(admitted);
    });
    assertThat(gate.given).as("what it was given is given back").hasValue(0);
  }

  @Test
  void aTaskThatWaitsToBeAdmittedCanBeCancelled() throws Exception {
    var gate = new Gate();
    var engine = engine(gate);
    var run = Thread.ofVirtual().start(() -> engine.run(new BatchPlan(tasks(1)), listener));
    gate.asked.await();

    assertThat(engine.cancel(1)).isTrue();
    run.join();

    assertThat(told).extracting(TaskResult::outcome).containsExactly(new Outcome.Cancelled(true));
  }

  @Test
  void aFailureBeforeATaskIsAdmittedEndsTheRun() {
    var engine = engine(new Backend() {
      @Override
      public Admission admit(Task task) {
        throw new UncheckedIOException(new IOException("broken"));
      }

      @Override
      public Execution run(Task task, int slot) {
        return Execution.of(OK);
      }
    });

    assertThatThrownBy(() -> engine.run(new BatchPlan(tasks(2)), listener))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(told).extracting(TaskResult::status).containsOnly(Status.CANCELLED);
  }

  @Test
  void runsEachTaskOnceAndTellsOfEach() {
    var backend = FakeBackend.thatSucceeds();

    var ended = run(backend, 4, tasks(1000));

    assertThat(ended.summary()).isEqualTo(new RunSummary(1000, 0, 0, 0, 0, 0, 0, 0));
    assertThat(ended.end()).isEqualTo(new RunEnd.Completed());
    assertThat(backend.ran).containsExactlyInAnyOrderElementsOf(tasks(1000));
    assertThat(told).hasSize(1000);
  }

  /// Threads are for tasks that run, not for slots, whichever kind of them the backend asks for.
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void hasAThreadForEachTaskThatRuns(boolean isVirtual) {
    var all = new CountDownLatch(3);
    var names = new ConcurrentSkipListSet<String>();
    var backend = new FakeBackend(_ -> {
      names.add(Thread.currentThread().getName());
      assertThat(Thread.currentThread().isVirtual()).isEqualTo(isVirtual);
      all.countDown();
      all.await();
      return OK;
    });
    backend.threads = () -> isVirtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();

    run(backend, 1000, tasks(3));

    assertThat(told).hasSize(3).allMatch(result -> result.outcome().equals(OK));
    assertThat(names).hasSize(3).isSubsetOf("slot-1", "slot-2", "slot-3", "slot-4");
  }

  @Test
  void theNumberOfSlotsMayChange() {
    var running = new AtomicInteger();
    var may = new Semaphore(0);
    var backend = new FakeBackend(_ -> {
      running.incrementAndGet();
      may.acquire();
      running.decrementAndGet();
      return OK;
    });
    var engine = engine(backend, 1, Duration.ZERO, new StopPolicy.Never());
    var run = Thread.ofVirtual().start(() -> engine.run(new BatchPlan(tasks(20)), listener));

    await().until(() -> running.get() == 1);
    engine.resize(5);
    await().until(() -> running.get() == 5);
    engine.resize(2);
    may.release(3); // those that end now are followed by none
    await().until(() -> told.size() == 3);
    engine.sanityCheck();
    assertThat(running).hasValue(2);
    may.release(1);
    await().until(() -> told.size() == 4 && running.get() == 2);
    assertThat(backend.ran).hasSize(6);
    may.release(20);
    await().until(() -> !run.isAlive());

    assertThat(told).hasSize(20);
    assertThat(backend.mostAtOnce).hasValue(5);
    assertThatThrownBy(() -> engine.resize(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /// What waits for its next attempt is over at once, and so is the run if nothing else is left.
  @Test
  void whatWaitsForItsDelayCanBeCancelled() {
    var retries = new Retries(3, Duration.ofHours(1), Duration.ofHours(1));
    var task = Tasks.withRetries(Tasks.task(1), retries);
    var engine = engine(new FakeBackend(_ -> BAD), 1, Duration.ZERO, new StopPolicy.Never());
    var ended = new CompletableFuture<Engine.Ended>();
    var run = Thread.ofVirtual()
        .start(
            () -> ended.complete(engine.run(new Retrying(new BatchPlan(List.of(task))), listener)));

    await().until(() -> told.size() == 1);
    await().until(() -> engine.cancel(1));
    await().until(() -> !run.isAlive());

    assertThat(told.getLast().outcome()).isEqualTo(new Outcome.Cancelled(true));
    assertThat(told.getLast().task().attempt()).isEqualTo(2);
    assertThat(ended.join().summary().cancelled()).isEqualTo(1);
    assertThat(ended.join().unretried()).isZero();
    assertThat(engine.cancel(1)).isFalse();
  }

  @Test
  void onlyWhatRunsIsSuspended() {
    var may = new Semaphore(0);
    var backend = new FakeBackend(_ -> {
      may.acquire();
      return OK;
    });
    var engine = engine(backend, 1, Duration.ZERO, new StopPolicy.Never());
    var run = Thread.ofVirtual().start(() -> engine.run(new BatchPlan(tasks(2)), listener));

    await().until(() -> engine.suspend(1, true));
    assertThat(engine.suspend(2, true)).isFalse();
    assertThat(engine.suspend(1, false)).isTrue();
    may.release(2);
    await().until(() -> !run.isAlive());

    assertThat(backend.suspended).containsExactly("1 in 1: true", "1 in 1: false");
  }

  @Test
  void fillsAllSlotsAndNeverMore() {
    var all = new CountDownLatch(3);
    var backend = new FakeBackend(_ -> {
      all.countDown();
      all.await();
      return OK;
    });

    run(backend, 3, tasks(20));

    assertThat(backend.mostAtOnce).hasValue(3);
    assertThat(backend.slots).containsExactly(1, 2, 3);
  }

  @Test
  void aFewTasksUseTheLowestSlots() {
    var backend = FakeBackend.thatSucceeds();

    run(backend, 50, tasks(1));

    assertThat(backend.slots).containsExactly(1);
  }

  @Test
  void anEmptyPlanEndsAtOnce() {
    assertThat(run(FakeBackend.thatSucceeds(), 8, List.of()).summary()).isEqualTo(RunSummary.EMPTY);
  }

  @Test
  void leavesTheDelayBetweenTwoStarts() {
    long begin = System.nanoTime();

    engine(FakeBackend.thatSucceeds(), 4, Duration.ofMillis(20), new StopPolicy.Never())
        .run(new BatchPlan(tasks(4)), listener);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(60));
  }

  @Test
  void startsNothingAfterAStopLimitWasCrossed() {
    var backend = new FakeBackend(task -> {
      if (task.sequence() <= 3) {
        return BAD;
      }
      new Semaphore(0).acquire(); // until cancelled
      return OK;
    });
    var policy = new StopPolicy.AfterFailures(3, 1, 1000);

    var ended = engine(backend, 50, Duration.ZERO, policy)
        .run(new BatchPlan(tasks(10_000)), listener);

    assertThat(ended.end())
        .isEqualTo(new RunEnd.LimitReached("3 tasks in a row failed (limit 3)", false));
    assertThat(ended.summary().failed()).isEqualTo(3);
    assertThat(ended.summary().total()).isEqualTo(starts.get()).isLessThanOrEqualTo(53);
    assertThat(backend.ran).hasSizeLessThanOrEqualTo(starts.get());
  }

  @Test
  void anInterruptCancelsWhatRuns() {
    var main = Thread.currentThread();
    var backend = new FakeBackend(task -> {
      if (task.sequence() == 2) {
        main.interrupt();
      }
      new Semaphore(0).acquire();
      return OK;
    });

    var ended = run(backend, 2, tasks(10));

    assertThat(ended.end()).isEqualTo(new RunEnd.Interrupted());
    assertThat(ended.summary().cancelled()).isEqualTo(2);
    assertThat(told).extracting(TaskResult::status).containsOnly(Status.CANCELLED);
  }

  @Test
  void aSecondInterruptHurriesWhatTakesItsTime() {
    var main = Thread.currentThread();
    var interrupts = new AtomicInteger();
    var backend = new FakeBackend(_ -> {
      main.interrupt();
      for (int i = 0; i < 2; i++) {
        try {
          new Semaphore(0).acquire();
        } catch (InterruptedException e) {
          interrupts.incrementAndGet();
          main.interrupt();
        }
      }
      return new Outcome.Cancelled();
    });

    var ended = run(backend, 1, tasks(1));

    assertThat(interrupts).hasValue(2);
    assertThat(ended.summary().cancelled()).isEqualTo(1);
  }

  @Test
  void drainingLetsRunningTasksFinishAndStartsNoMore() throws InterruptedException {
    var running = new CountDownLatch(2);
    var go = new CountDownLatch(1);
    var backend = new FakeBackend(_ -> {
      running.countDown();
      go.await();
      return OK;
    });
    var engine = engine(backend, 2, Duration.ZERO, new StopPolicy.Never());
    var drainer = Thread.ofVirtual().start(() -> {
      try {
        running.await();
        engine.drain();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      go.countDown();
    });

    var ended = engine.run(new BatchPlan(tasks(100)), listener);

    drainer.join();
    assertThat(ended.end()).isEqualTo(new RunEnd.Drained());
    assertThat(ended.summary()).isEqualTo(new RunSummary(2, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void oneTaskIsCancelledAndTheOthersGoOn() throws InterruptedException {
    var running = new CountDownLatch(2);
    var engine = engine(new FakeBackend(task -> {
      if (task.sequence() <= 2) {
        running.countDown();
        if (task.sequence() == 1) {
          new CountDownLatch(1).await();
        }
      }
      return OK;
    }), 2, Duration.ZERO, new StopPolicy.Never());
    var asked = Thread.ofPlatform().start(() -> {
      try {
        running.await();
        while (!engine.cancel(1)) {
          Thread.onSpinWait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });

    var ended = engine.run(new BatchPlan(tasks(5)), listener);
    asked.join();

    assertThat(ended.summary()).isEqualTo(new RunSummary(4, 0, 0, 0, 1, 0, 0, 0));
    assertThat(ended.end()).isEqualTo(new RunEnd.Completed());
    assertThat(engine.cancel(1)).as("it does not run").isFalse();
  }

  @Test
  void anOpenPlanIsWaitedForAndLookedAtWhenItIsChanged() throws InterruptedException {
    var plan = new OpenPlan();
    var engine = engine(FakeBackend.thatSucceeds(), 3, Duration.ZERO, new StopPolicy.Never());
    var feeding = Thread.ofPlatform().start(() -> {
      for (var task : tasks(100)) {
        engine.update(() -> plan.tasks.add(task));
      }
      engine.update(() -> plan.isOpen = false);
    });

    var ended = engine.run(plan, listener);
    feeding.join();

    assertThat(ended.summary().succeeded()).isEqualTo(100);
    assertThat(ended.end()).isEqualTo(new RunEnd.Completed());
  }

  @Test
  void whatCameBeforeCountsAndAClockThatStepsBackDoesNot() {
    var before = RunSummary.EMPTY.plus(Tasks.success(Tasks.task(9)));
    var steps = new AtomicInteger();
    InstantSource backwards = () -> Instant.EPOCH.minusSeconds(steps.getAndIncrement());
    var engine = new CheckedEngine(
        FakeBackend.thatSucceeds(),
        new Engine.Limits(1, Duration.ZERO),
        new StopPolicy.Never(),
        backwards);

    var ended = engine.run(new BatchPlan(tasks(3)), listener, before);

    assertThat(ended.summary().succeeded()).isEqualTo(4);
    assertThat(told).allSatisfy(result -> {
      assertThat(result.elapsed()).isPositive();
      assertThat(result.ended()).isAfter(result.started());
    });
  }

  @Test
  void aFailingListenerEndsTheRunAndIsToldOn() {
    RunListener full = new RunListener() {
      @Override
      public void finished(TaskResult result) {
        throw new IllegalStateException("disk full");
      }
    };
    var backend = new FakeBackend(task -> {
      if (task.sequence() > 1) {
        new Semaphore(0).acquire();
      }
      return OK;
    });

    assertThatThrownBy(
        () -> engine(backend, 4, Duration.ZERO, new StopPolicy.Never())
            .run(new BatchPlan(tasks(100)), full))
        .hasMessage("disk full");
    assertThat(backend.ran).hasSizeLessThanOrEqualTo(4);
  }

  /// Whoever throws whatever, the run ends with it, and no slot is lost.
  @ParameterizedTest
  @CsvSource({
      "started, error", "started, exception", "finished, error", "finished, exception",
      "backend, error", "backend, exception", "next, error", "next, exception",
      "completed, error", "completed, exception", "isOpen, error", "isOpen, exception"})
  void whateverIsThrownEndsTheRunWithIt(String where, String what) {
    Throwable bug =
        what.equals("error") ? new AssertionError("bug") : new IllegalStateException("bug");
    var backend = new FakeBackend(task -> {
      if (task.sequence() == 3) {
        throwIf(where.equals("backend"), bug);
      }
      if (task.sequence() > 3) {
        new Semaphore(0).acquire(); // until cancelled
      }
      return OK;
    });
    var plan = new ThrowingPlan(where, bug, tasks(100));
    var engine = engine(backend, 4, Duration.ZERO, new StopPolicy.Never());

    assertThatThrownBy(() -> engine.run(plan, new RunListener() {
      @Override
      public void started(Task task, int slot, Instant when) {
        throwIf(where.equals("started") && task.sequence() == 3, bug);
      }

      @Override
      public void finished(TaskResult result) {
        told.add(result);
        throwIf(where.equals("finished") && result.task().sequence() == 3, bug);
      }
    })).isSameAs(bug);

    engine.sanityCheck();
    assertThat(engine.isOver()).isTrue();
    assertThat(told).hasSizeGreaterThanOrEqualTo(where.equals("isOpen") ? 0 : 2);
    assertThat(backend.ran).hasSizeLessThanOrEqualTo(8);
  }

  /// Throws it as it is, checked or not.
  private static void throwIf(boolean holds, Throwable bug) {
    if (holds) {
      switch (bug) {
        case Error e -> throw e;
        case RuntimeException e -> throw e;
        default -> throw new IllegalArgumentException(bug);
      }
    }
  }

  /// A plan that throws somewhere.
  private record ThrowingPlan(String where, Throwable bug, Queue<Task> left) implements Plan {
    ThrowingPlan(String where, Throwable bug, List<Task> tasks) {
      this(where, bug, new ArrayDeque<>(where.equals("isOpen") ? List.of() : tasks));
    }

    @Override
    public Optional<Task> next() {
      throwIf(where.equals("next") && left.size() < 98, bug);
      return Optional.ofNullable(left.poll());
    }

    @Override
    public void completed(TaskResult result) {
      throwIf(where.equals("completed") && result.task().sequence() == 2, bug);
    }

    @Override
    public boolean isOpen() {
      throwIf(where.equals("isOpen"), bug);
      return false;
    }
  }

  /// What cancels a task never reaches those who are told of its end.
  @Test
  void listenersAreNotInterrupted() {
    var interrupted = new AtomicInteger();
    var main = Thread.currentThread();
    var backend = new FakeBackend(_ -> {
      main.interrupt();
      new Semaphore(0).acquire();
      return OK;
    });

    var ended = engine(backend, 3, Duration.ZERO, new StopPolicy.Never()).run(
        new BatchPlan(tasks(9)),
        new RunListener() {
          @Override
          public void finished(TaskResult result) {
            main.interrupt(); // hurries what runs, and only that
            interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
          }
        });

    assertThat(ended.end()).isEqualTo(new RunEnd.Interrupted());
    assertThat(interrupted).hasValue(0);
  }

  /// A shortage is waited out, and counts as no attempt.
  @Test
  void whatTheMachineLacksIsWaitedForInTheSlot() {
    var refused = new AtomicInteger();
    var backend = new FakeBackend(task -> {
      if (task.sequence() % 2 == 0 && refused.getAndIncrement() < 3) {
        throw new Backend.ShortageException("no processes", Backend.ShortageException.FOR_EVER);
      }
      return OK;
    });

    var ended = run(backend, 5, tasks(40));

    assertThat(ended.summary()).isEqualTo(new RunSummary(40, 0, 0, 0, 0, 0, 0, 0));
    assertThat(backend.ran).hasSize(43);
    assertThat(starts).as("told once of each").hasValue(40);
    assertThat(told).hasSize(40).allMatch(r -> r.task().attempt() == 1);
    assertThat(backend.slots).isSubsetOf(1, 2, 3, 4, 5);
  }

  /// What lacks something can be cancelled while it waits, alone and with the run.
  @Test
  void aTaskThatWaitsForTheMachineCanBeCancelled() throws InterruptedException {
    var tried = new CountDownLatch(3);
    var engine = engine(new FakeBackend(_ -> {
      tried.countDown();
      throw new Backend.ShortageException("no processes", Backend.ShortageException.FOR_EVER);
    }), 2, Duration.ZERO, new StopPolicy.Never());
    var asking = Thread.ofPlatform().start(() -> {
      try {
        tried.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      while (!engine.cancel(1)) {
        Thread.onSpinWait();
      }
      engine.cancel();
    });

    var ended = engine.run(new BatchPlan(tasks(50)), listener);
    asking.join();

    assertThat(ended.end()).isEqualTo(new RunEnd.Interrupted());
    assertThat(ended.summary().cancelled()).isEqualTo(starts.get()).isBetween(1, 3);
  }

  /// What is lacking for one task alone becomes its error in the end.
  @Test
  void patienceWithOneTaskEnds() {
    var backend = new FakeBackend(task -> {
      if (task.sequence() == 1) {
        throw new Backend.ShortageException("is open for writing", Duration.ofMillis(150));
      }
      return OK;
    });

    var ended = run(backend, 1, tasks(2));

    assertThat(ended.summary()).isEqualTo(new RunSummary(1, 0, 0, 1, 0, 0, 0, 0));
    assertThat(told).anySatisfy(
        r -> assertThat(r.outcome()).isEqualTo(new Outcome.NotStarted("is open for writing")));
  }

  /// Where nothing more can be run, the task is not to blame.
  @Test
  void aBrokenStorageEndsTheRunAndFailsNoTask() {
    var backend = new FakeBackend(task -> {
      if (task.sequence() >= 5) {
        throw new UncheckedIOException("disk full", new IOException("disk full"));
      }
      return OK;
    });

    assertThatThrownBy(() -> run(backend, 2, tasks(1000))).hasMessage("disk full");

    assertThat(told).extracting(TaskResult::status)
        .containsOnly(Status.SUCCESS, Status.CANCELLED)
        .hasSizeLessThan(10);
  }

  /// A task that waits for its retry when a drain comes was started, and has failed.
  @Test
  void tellsOfTasksThatWaitedForTheirRetry() {
    var retries = new Retries(2, Duration.ofHours(1), Duration.ofHours(1));
    var finished = new CountDownLatch(2);
    var engine = engine(
        new FakeBackend(task -> task.sequence() == 3 ? OK : BAD),
        1,
        Duration.ZERO,
        new StopPolicy.Never());
    Thread.ofPlatform().start(() -> {
      try {
        finished.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      engine.drain();
    });

    var ended = engine.run(
        new Retrying(
            new BatchPlan(tasks(2).stream().map(t -> Tasks.withRetries(t, retries)).toList())),
        new RunListener() {
          @Override
          public void finished(TaskResult result) {
            finished.countDown();
          }
        });

    assertThat(ended.unretried()).isEqualTo(2);
    assertThat(ended.summary().total()).isZero();
  }

  /// A run that is cancelled before it begins ends at once.
  @Test
  void aRunMayBeCancelledBeforeItBegins() {
    var backend = FakeBackend.thatSucceeds();
    var engine = engine(backend, 2, Duration.ZERO, new StopPolicy.Never());
    engine.cancel();

    assertThat(engine.run(new BatchPlan(tasks(5)), listener).end())
        .isEqualTo(new RunEnd.Interrupted());
    assertThat(backend.ran).isEmpty();
  }

  /// A stopped clock counts neither delays nor anything else.
  @Test
  void aStopwatchStandsStill() {
    var time = new Stopwatch(System::nanoTime);
    time.stop();
    long then = time.nanos();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < 2_000_000) {
      Thread.onSpinWait();
    }

    assertThat(time.nanos()).isEqualTo(then);
    time.resume();
    assertThat(time.nanos()).isBetween(then, then + (System.nanoTime() - begin));
  }

  @Test
  void retriesWhatFailsAndCountsItsLastResultAlone() {
    var retries = new Retries(2, Duration.ofMillis(5), Duration.ofMillis(8));
    var backend = new FakeBackend(task -> task.attempt() < 3 ? BAD : OK);

    var ended = engine(backend, 2, Duration.ZERO, new StopPolicy.AfterFailures(1, 0, 1)).run(
        new Retrying(
            new BatchPlan(tasks(5).stream().map(t -> Tasks.withRetries(t, retries)).toList())),
        listener);

    assertThat(ended.end()).isEqualTo(new RunEnd.Completed());
    assertThat(ended.summary()).isEqualTo(new RunSummary(5, 0, 0, 0, 0, 0, 0, 0));
    assertThat(backend.ran).hasSize(15);
    assertThat(told.stream().filter(TaskResult::isFinal)).hasSize(5);
  }

  @Test
  void doesNotRetryWhatCouldNotBeStarted() {
    var retries = new Retries(3, Duration.ZERO, Duration.ZERO);
    var backend = new FakeBackend(_ -> new Outcome.NotStarted("no such program"));

    var ended = run(backend, 1, List.of(Tasks.withRetries(Tasks.task(1), retries)));

    assertThat(ended.summary().errors()).isEqualTo(1);
    assertThat(backend.ran).hasSize(1);
  }

  /// What each listener is promised: its own task's events in order, those of others meanwhile.
  @Test
  void listenersAreCalledConcurrentlyButInOrderForEachTask() {
    var retries = new Retries(1, Duration.ZERO, Duration.ZERO);
    var events = new ConcurrentHashMap<Integer, List<String>>();
    var inside = new CountDownLatch(3);
    var listener = new RunListener() {
      @Override
      public void started(Task task, int slot, Instant when) {
        note(task, "start " + task.attempt());
        inside.countDown();
        try {
          inside.await(); // three are in here at once, or this test times out
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void finished(TaskResult result) {
        note(result.task(), "end " + result.task().attempt());
      }

      private void note(Task task, String event) {
        events.computeIfAbsent(task.sequence(), _ -> new CopyOnWriteArrayList<>()).add(event);
      }
    };
    var backend = new FakeBackend(task -> task.attempt() == 1 ? BAD : OK);
    var all = tasks(200).stream().map(task -> Tasks.withRetries(task, retries)).toList();

    var ended = engine(backend, 3, Duration.ZERO, new StopPolicy.Never())
        .run(new Retrying(new BatchPlan(all)), listener);

    assertThat(ended.summary().succeeded()).isEqualTo(200);
    assertThat(events).hasSize(200);
    assertThat(events.values())
        .allSatisfy(of -> assertThat(of).containsExactly("start 1", "end 1", "start 2", "end 2"));
  }

  /// A system at its limit of threads: the tasks run on those that it allows.
  @Test
  void nothingStartsWhileItIsHeldAndWhatRunsContinues() {
    var may = new Semaphore(0);
    var backend = new FakeBackend(_ -> {
      may.acquire();
      return OK;
    });
    var engine = engine(backend, 2, Duration.ZERO, new StopPolicy.Never());
    var run = Thread.ofVirtual().start(() -> engine.run(new BatchPlan(tasks(6)), new RunListener() {
    }));
    await().until(() -> backend.ran.size() == 2);

    engine.hold("a", Optional.of("first"));
    engine.hold("b", Optional.of("second"));
    may.release(2);
    await().until(() -> engine.situation().taken() == 0);
    assertThat(engine.situation().waitsFor()).contains("first; second");
    engine.hold("a", Optional.empty());
    assertThat(engine.situation().obstacle()).contains("second");
    assertThat(backend.ran).hasSize(2);
    engine.hold("b", Optional.empty());
    await().until(() -> backend.ran.size() == 4);
    assertThat(engine.situation().waitsFor()).contains("all 2 slots are in use");
    may.release(10);
    await().until(() -> !run.isAlive());

    assertThat(backend.ran).hasSize(6);
  }

  @Test
  void oneThatIsHeldCanBeCancelled() {
    var backend = FakeBackend.thatSucceeds();
    var engine = engine(backend, 2, Duration.ZERO, new StopPolicy.Never());
    engine.hold("a", Optional.of("never"));
    var ended = new AtomicReference<RunEnd>();
    var run = Thread.ofVirtual()
        .start(() -> ended.set(engine.run(new BatchPlan(tasks(6)), new RunListener() {
        }).end()));

    engine.cancel();
    await().until(() -> !run.isAlive());

    assertThat(ended.get()).isEqualTo(new RunEnd.Interrupted());
    assertThat(backend.ran).isEmpty();
  }

  @Test
  void tasksAreAddedToARunAndTakeFreeSlotsAtOnce() {
    var may = new Semaphore(0);
    var backend = new FakeBackend(_ -> {
      may.acquire();
      return OK;
    });
    var engine = engine(backend, 4, Duration.ZERO, new StopPolicy.Never());
    var plan = new BatchPlan(tasks(1));
    var run = Thread.ofVirtual().start(() -> engine.run(plan, new RunListener() {
    }));
    await().until(() -> backend.ran.size() == 1);

    assertThat(engine.extend(() -> plan.add(List.of(Tasks.task(2), Tasks.task(3))))).isTrue();
    await().until(() -> backend.ran.size() == 3);
    may.release(3);
    await().until(() -> !run.isAlive());

    assertThat(engine.extend(() -> plan.add(List.of(Tasks.task(4))))).isFalse();
  }

  @Test
  void aRefusedThreadIsNotMissed() {
    var backend = FakeBackend.thatSucceeds();
    var asked = new AtomicInteger();
    backend.threads = refusing(() -> asked.incrementAndGet() > 2);

    var ended = run(backend, 8, tasks(100));

    assertThat(ended.summary().succeeded()).isEqualTo(100);
    assertThat(ended.end()).isEqualTo(new RunEnd.Completed());
    assertThat(backend.slots).isSubsetOf(1, 2);
  }

  @Test
  void aFirstThreadIsTriedForAgain() {
    var backend = FakeBackend.thatSucceeds();
    var asked = new AtomicInteger();
    backend.threads = refusing(() -> asked.incrementAndGet() == 1);

    assertThat(run(backend, 1, tasks(3)).summary().succeeded()).isEqualTo(3);
  }

  @Test
  void aRunWithoutAThreadCanBeCancelled() {
    var backend = FakeBackend.thatSucceeds();
    var main = Thread.currentThread();
    backend.threads = refusing(() -> {
      main.interrupt();
      return true;
    });

    assertThat(run(backend, 1, tasks(3)).end()).isEqualTo(new RunEnd.Interrupted());
    assertThat(backend.ran).isEmpty();
  }

  private static Supplier<Thread.Builder> refusing(BooleanSupplier refuses) {
    return () -> {
      if (refuses.getAsBoolean()) {
        throw Threads.refused("cannot start a thread");
      }
      return Thread.ofPlatform().daemon();
    };
  }

  @AfterEach
  void forgetTheInterruptThatCameTooLate() {
    boolean _ = Thread.interrupted();
  }

  private Engine.Ended run(Backend backend, int slots, List<Task> tasks) {
    return engine(backend, slots, Duration.ZERO, new StopPolicy.Never())
        .run(new Retrying(new BatchPlan(tasks)), listener);
  }

  private static CheckedEngine engine(
      Backend backend,
      int slots,
      Duration delay,
      StopPolicy policy) {
    return new CheckedEngine(backend, new Engine.Limits(slots, delay), policy,
        InstantSource.system());
  }

  /// A plan that is filled while it is run.
  private static final class OpenPlan implements Plan {
    private final Queue<Task> tasks = new ArrayDeque<>();
    private boolean isOpen = true;

    @Override
    public Optional<Task> next() {
      return Optional.ofNullable(tasks.poll());
    }

    @Override
    public void completed(TaskResult result) {}

    @Override
    public boolean isOpen() {
      return isOpen;
    }
  }
}
