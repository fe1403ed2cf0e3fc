package io.parallelr.engine;

import static io.parallelr.Tasks.tasks;
import static io.parallelr.engine.EngineTrial.BAD;
import static io.parallelr.engine.EngineTrial.OK;
import static io.parallelr.engine.EngineTrial.engine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.Tasks;
import io.parallelr.batch.BatchPlan;
import io.parallelr.batch.OrderedPlan;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Cancelling, draining, holding and suspending.
@Timeout(20)
class EngineControlTest {
  private final EngineTrial trial = new EngineTrial();

  /// One that runs, one that is next, and others that are still in the plan, one of which waits for
  /// another that is taken out.
  @Test
  void whatWaitsForItsTurnCanBeCancelled() throws Exception {
    var gate = new CountDownLatch(1);
    var backend = new FakeBackend(_ -> {
      try {
        gate.await();
      } catch (InterruptedException e) {
        return new Outcome.Cancelled(false);
      }
      return OK;
    });
    var all = tasks(6);
    var plan = new OrderedPlan(
        new BatchPlan(all),
        sequence -> sequence == 3 || sequence == 6 ? Set.of(sequence - 2) : Set.of(),
        sequence -> "t" + sequence);
    var engine = engine(backend, 1, Duration.ZERO, new StopPolicy.Never());
    var ended = new CompletableFuture<Engine.Ended>();
    var run = Thread.ofVirtual()
        .start(() -> ended.complete(engine.run(new Retrying(plan), trial.listener)));
    await().until(() -> trial.starts.get() == 1);

    assertThat(engine.cancel(all.get(1))).isTrue();
    assertThat(engine.cancel(all.get(2))).isTrue();
    assertThat(engine.cancel(all.get(3))).isTrue();
    assertThat(engine.cancel(all.get(3))).isFalse();
    assertThat(trial.told).extracting(result -> result.task().sequence())
        .containsExactly(2, 3, 4);
    gate.countDown();
    await().until(() -> !run.isAlive());

    assertThat(ended.get().end()).isEqualTo(new RunEnd.Completed());
    assertThat(trial.told)
        .filteredOn(
            result -> result.task()
                .launch()
                .settled()
                .orElse(result.outcome())
                .equals(new Outcome.Cancelled(true)))
        .extracting(result -> result.task().sequence())
        .containsExactlyInAnyOrder(2, 3, 4, 6);
    assertThat(backend.ran).extracting(Task::sequence).containsExactlyInAnyOrder(1, 5, 6);
    assertThat(engine.cancel(all.get(4))).isFalse();
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
            () -> ended
                .complete(engine.run(new Retrying(new BatchPlan(List.of(task))), trial.listener)));

    await().until(() -> trial.told.size() == 1);
    await().until(() -> engine.cancel(1));
    await().until(() -> !run.isAlive());

    assertThat(trial.told.getLast().outcome()).isEqualTo(new Outcome.Cancelled(true));
    assertThat(trial.told.getLast().task().attempt()).isEqualTo(2);
    assertThat(ended.join().summary().cancelled()).isEqualTo(1);
    assertThat(ended.join().unretried()).isZero();
    assertThat(engine.cancel(1)).isFalse();
  }

  /// Its threads have ended by then: what it had to do waited for others.
  @Test
  void whatCanNoLongerRunIsReportedAtOnce() throws Exception {
    var gate = new CountDownLatch(1);
    var backend = new FakeBackend(task -> {
      if (task.sequence() == 1) {
        gate.await();
      }
      return task.launch().settled().orElse(OK);
    });
    var all = tasks(3);
    var plan = new OrderedPlan(
        new BatchPlan(all),
        sequence -> sequence == 1 ? Set.of() : Set.of(sequence - 1),
        sequence -> "t" + sequence);
    var engine = engine(backend, 4, Duration.ZERO, new StopPolicy.Never());
    var run = Thread.ofVirtual().start(() -> engine.run(plan, trial.listener));
    await().until(() -> trial.starts.get() == 1);

    assertThat(engine.cancel(all.get(1))).isTrue();
    await().until(() -> trial.told.size() == 2);

    assertThat(trial.told).extracting(result -> result.task().sequence()).containsExactly(2, 3);
    gate.countDown();
    run.join();
  }

  @Test
  void onlyWhatRunsIsSuspended() {
    var may = new Semaphore(0);
    var backend = new FakeBackend(_ -> {
      may.acquire();
      return OK;
    });
    var engine = engine(backend, 1, Duration.ZERO, new StopPolicy.Never());
    var run = Thread.ofVirtual().start(() -> engine.run(new BatchPlan(tasks(2)), trial.listener));

    await().until(() -> engine.suspend(1, true));
    assertThat(engine.suspend(2, true)).isFalse();
    assertThat(engine.suspend(1, false)).isTrue();
    may.release(2);
    await().until(() -> !run.isAlive());

    assertThat(backend.suspended).containsExactly("1 in 1: true", "1 in 1: false");
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

    var ended = trial.run(backend, 2, tasks(10));

    assertThat(ended.end()).isEqualTo(new RunEnd.Interrupted());
    assertThat(ended.summary().cancelled()).isEqualTo(2);
    assertThat(trial.told).extracting(TaskResult::status).containsOnly(Status.CANCELLED);
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

    var ended = trial.run(backend, 1, tasks(1));

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

    var ended = engine.run(new BatchPlan(tasks(100)), trial.listener);

    drainer.join();
    assertThat(ended.end()).isEqualTo(new RunEnd.Drained());
    assertThat(ended.summary()).isEqualTo(new RunSummary(2, 0, 0, 0, 0, 0, 0, 0));
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

    var ended = engine.run(new BatchPlan(tasks(5)), trial.listener);
    asked.join();

    assertThat(ended.summary()).isEqualTo(new RunSummary(4, 0, 0, 0, 1, 0, 0, 0));
    assertThat(ended.end()).isEqualTo(new RunEnd.Completed());
    assertThat(engine.cancel(1)).as("it does not run").isFalse();
  }

  /// A run that is cancelled before it begins ends at once.
  @Test
  void aRunMayBeCancelledBeforeItBegins() {
    var backend = FakeBackend.thatSucceeds();
    var engine = engine(backend, 2, Duration.ZERO, new StopPolicy.Never());
    engine.cancel();

    assertThat(engine.run(new BatchPlan(tasks(5)), trial.listener).end())
        .isEqualTo(new RunEnd.Interrupted());
    assertThat(backend.ran).isEmpty();
  }

  /// What cancels a task never reaches those who are trial.told of its end.
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

  @AfterEach
  void forgetTheInterruptThatCameTooLate() {
    boolean _ = Thread.interrupted();
  }
}
