package io.parallelr.engine;

import static io.parallelr.Tasks.tasks;
import static io.parallelr.engine.EngineTrial.OK;
import static io.parallelr.engine.EngineTrial.engine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.batch.BatchPlan;
import io.parallelr.task.Outcome;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
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

/// What throws, what the machine lacks, and threads that it refuses.
@Timeout(20)
class EngineFaultsTest {
  private final EngineTrial trial = new EngineTrial();

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
        trial.told.add(result);
        throwIf(where.equals("finished") && result.task().sequence() == 3, bug);
      }
    })).isSameAs(bug);

    engine.sanityCheck();
    assertThat(engine.isOver()).isTrue();
    assertThat(trial.told).hasSizeGreaterThanOrEqualTo(where.equals("isOpen") ? 0 : 2);
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

    var ended = trial.run(backend, 5, tasks(40));

    assertThat(ended.summary()).isEqualTo(new RunSummary(40, 0, 0, 0, 0, 0, 0, 0));
    assertThat(backend.ran).hasSize(43);
    assertThat(trial.starts).as("trial.told once of each").hasValue(40);
    assertThat(trial.told).hasSize(40).allMatch(r -> r.task().attempt() == 1);
    assertThat(backend.slots).isSubsetOf(1, 2, 3, 4, 5);
  }

  /// What lacks something can be cancelled while it waits, alone and with the run.
  @Test
  void aTaskThatWaitsForTheMachineCanBeCancelled() throws InterruptedException {
    var tried = new CountDownLatch(3);
    var lacking = new AtomicReference<Optional<String>>();
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
      lacking.set(engine.situation().shortage());
      while (!engine.cancel(1)) {
        Thread.onSpinWait();
      }
      engine.cancel();
    });

    var ended = engine.run(new BatchPlan(tasks(50)), trial.listener);
    asking.join();

    assertThat(lacking.get()).contains("no processes");
    assertThat(ended.end()).isEqualTo(new RunEnd.Interrupted());
    assertThat(ended.summary().cancelled()).isEqualTo(trial.starts.get()).isBetween(1, 3);
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

    var ended = trial.run(backend, 1, tasks(2));

    assertThat(ended.summary()).isEqualTo(new RunSummary(1, 0, 0, 1, 0, 0, 0, 0));
    assertThat(trial.told).anySatisfy(
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

    assertThatThrownBy(() -> trial.run(backend, 2, tasks(1000))).hasMessage("disk full");

    assertThat(trial.told).extracting(TaskResult::status)
        .containsOnly(Status.SUCCESS, Status.CANCELLED)
        .hasSizeLessThan(10);
  }

  /// A system at its limit of threads: the tasks run on those that it allows.
  @Test
  void aRefusedThreadIsNotMissed() {
    var backend = FakeBackend.thatSucceeds();
    var asked = new AtomicInteger();
    backend.threads = refusing(() -> asked.incrementAndGet() > 2);

    var ended = trial.run(backend, 8, tasks(100));

    assertThat(ended.summary().succeeded()).isEqualTo(100);
    assertThat(ended.end()).isEqualTo(new RunEnd.Completed());
    assertThat(backend.slots).isSubsetOf(1, 2);
  }

  @Test
  void aFirstThreadIsTriedForAgain() {
    var backend = FakeBackend.thatSucceeds();
    var asked = new AtomicInteger();
    backend.threads = refusing(() -> asked.incrementAndGet() == 1);

    assertThat(trial.run(backend, 1, tasks(3)).summary().succeeded()).isEqualTo(3);
  }

  @Test
  void aRunWithoutAThreadCanBeCancelled() {
    var backend = FakeBackend.thatSucceeds();
    var main = Thread.currentThread();
    backend.threads = refusing(() -> {
      main.interrupt();
      return true;
    });

    assertThat(trial.run(backend, 1, tasks(3)).end()).isEqualTo(new RunEnd.Interrupted());
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
}
