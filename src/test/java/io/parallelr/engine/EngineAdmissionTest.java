package io.parallelr.engine;

import static io.parallelr.Tasks.tasks;
import static io.parallelr.engine.EngineTrial.BAD;
import static io.parallelr.engine.EngineTrial.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.batch.BatchPlan;
import io.parallelr.task.Outcome;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When tasks begin: some wait for what their backend has to give them, some began before.
@Timeout(20)
class EngineAdmissionTest {
  private final EngineTrial trial = new EngineTrial();

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

    engine.run(new BatchPlan(tasks(1)), RunListener.all(List.of(trial.listener, new RunListener() {
      @Override
      public void started(Task task, int slot, Instant when) {
        starts.add(when);
      }
    })));

    assertThat(starts).containsExactly(now.minusSeconds(10));
    assertThat(trial.told).singleElement().satisfies(result -> {
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
    public Grant admit(Task task) throws InterruptedException {
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
    var run = Thread.ofVirtual().start(() -> engine.run(new BatchPlan(tasks(1)), trial.listener));
    gate.asked.await();
    assertThat(trial.starts).hasValue(0);
    var admitted = Instant.now();

    gate.may.countDown();
    run.join();

    assertThat(trial.starts).hasValue(1);
    assertThat(trial.told).singleElement().satisfies(result -> {
      assertThat(result.outcome()).isEqualTo(OK);
      assertThat(result.started()).isAfterOrEqualTo(admitted);
    });
    assertThat(gate.given).as("what it was given is given back").hasValue(0);
  }

  @Test
  void aTaskThatWaitsToBeAdmittedCanBeCancelled() throws Exception {
    var gate = new Gate();
    var engine = engine(gate);
    var run = Thread.ofVirtual().start(() -> engine.run(new BatchPlan(tasks(1)), trial.listener));
    gate.asked.await();

    assertThat(engine.cancel(1)).isTrue();
    run.join();

    assertThat(trial.told).extracting(TaskResult::outcome)
        .containsExactly(new Outcome.Cancelled(true));
  }

  @Test
  void aFailureBeforeATaskIsAdmittedEndsTheRun() {
    var engine = engine(new Backend() {
      @Override
      public Grant admit(Task task) {
        throw new UncheckedIOException(new IOException("broken"));
      }

      @Override
      public Execution run(Task task, int slot) {
        return Execution.of(OK);
      }
    });

    assertThatThrownBy(() -> engine.run(new BatchPlan(tasks(2)), trial.listener))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(trial.told).extracting(TaskResult::status).containsOnly(Status.CANCELLED);
  }
}
