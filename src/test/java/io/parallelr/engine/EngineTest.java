package io.parallelr.engine;

import static io.parallelr.Tasks.tasks;
import static io.parallelr.engine.EngineTrial.BAD;
import static io.parallelr.engine.EngineTrial.OK;
import static io.parallelr.engine.EngineTrial.engine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parallelr.Tasks;
import io.parallelr.batch.BatchPlan;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What runs when, and who is told of it.
@Timeout(20)
class EngineTest {
  private final EngineTrial trial = new EngineTrial();

  @Test
  void runsEachTaskOnceAndTellsOfEach() {
    var backend = FakeBackend.thatSucceeds();

    var ended = trial.run(backend, 4, tasks(1000));

    assertThat(ended.summary()).isEqualTo(new RunSummary(1000, 0, 0, 0, 0, 0, 0, 0));
    assertThat(ended.end()).isEqualTo(new RunEnd.Completed());
    assertThat(backend.ran).containsExactlyInAnyOrderElementsOf(tasks(1000));
    assertThat(trial.told).hasSize(1000);
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

    trial.run(backend, 1000, tasks(3));

    assertThat(trial.told).hasSize(3).allMatch(result -> result.outcome().equals(OK));
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
    var run = Thread.ofVirtual().start(() -> engine.run(new BatchPlan(tasks(20)), trial.listener));

    await().until(() -> running.get() == 1);
    engine.resize(5);
    await().until(() -> running.get() == 5);
    engine.resize(2);
    may.release(3); // those that end now are followed by none
    await().until(() -> trial.told.size() == 3);
    engine.sanityCheck();
    assertThat(running).hasValue(2);
    may.release(1);
    await().until(() -> trial.told.size() == 4 && running.get() == 2);
    assertThat(backend.ran).hasSize(6);
    may.release(20);
    await().until(() -> !run.isAlive());

    assertThat(trial.told).hasSize(20);
    assertThat(backend.mostAtOnce).hasValue(5);
    assertThatThrownBy(() -> engine.resize(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fillsAllSlotsAndNeverMore() {
    var all = new CountDownLatch(3);
    var backend = new FakeBackend(_ -> {
      all.countDown();
      all.await();
      return OK;
    });

    trial.run(backend, 3, tasks(20));

    assertThat(backend.mostAtOnce).hasValue(3);
    assertThat(backend.slots).containsExactly(1, 2, 3);
  }

  @Test
  void aFewTasksUseTheLowestSlots() {
    var backend = FakeBackend.thatSucceeds();

    trial.run(backend, 50, tasks(1));

    assertThat(backend.slots).containsExactly(1);
  }

  @Test
  void anEmptyPlanEndsAtOnce() {
    assertThat(trial.run(FakeBackend.thatSucceeds(), 8, List.of()).summary())
        .isEqualTo(RunSummary.EMPTY);
  }

  @Test
  void leavesTheDelayBetweenTwoStarts() {
    long begin = System.nanoTime();

    engine(FakeBackend.thatSucceeds(), 4, Duration.ofMillis(20), new StopPolicy.Never())
        .run(new BatchPlan(tasks(4)), trial.listener);

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
        .run(new BatchPlan(tasks(10_000)), trial.listener);

    assertThat(ended.end())
        .isEqualTo(new RunEnd.LimitReached("3 tasks in a row failed (limit 3)", false));
    assertThat(ended.summary().failed()).isEqualTo(3);
    assertThat(ended.summary().total()).isEqualTo(trial.starts.get()).isLessThanOrEqualTo(53);
    assertThat(backend.ran).hasSizeLessThanOrEqualTo(trial.starts.get());
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

    var ended = engine.run(plan, trial.listener);
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

    var ended = engine.run(new BatchPlan(tasks(3)), trial.listener, before);

    assertThat(ended.summary().succeeded()).isEqualTo(4);
    assertThat(trial.told).allSatisfy(result -> {
      assertThat(result.elapsed()).isPositive();
      assertThat(result.ended()).isAfter(result.started());
    });
  }

  @Test
  void retriesWhatFailsAndCountsItsLastResultAlone() {
    var retries = new Retries(2, Duration.ofMillis(5), Duration.ofMillis(8));
    var backend = new FakeBackend(task -> task.attempt() < 3 ? BAD : OK);

    var ended = engine(backend, 2, Duration.ZERO, new StopPolicy.AfterFailures(1, 0, 1)).run(
        new Retrying(
            new BatchPlan(tasks(5).stream().map(t -> Tasks.withRetries(t, retries)).toList())),
        trial.listener);

    assertThat(ended.end()).isEqualTo(new RunEnd.Completed());
    assertThat(ended.summary()).isEqualTo(new RunSummary(5, 0, 0, 0, 0, 0, 0, 0));
    assertThat(backend.ran).hasSize(15);
    assertThat(trial.told.stream().filter(TaskResult::isFinal)).hasSize(5);
  }

  @Test
  void doesNotRetryWhatCouldNotBeStarted() {
    var retries = new Retries(3, Duration.ZERO, Duration.ZERO);
    var backend = new FakeBackend(_ -> new Outcome.NotStarted("no such program"));

    var ended = trial.run(backend, 1, List.of(Tasks.withRetries(Tasks.task(1), retries)));

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
