package io.parallelr.job;

import static io.parallelr.job.Trial.job;
import static io.parallelr.job.Trial.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.engine.Backend;
import io.parallelr.engine.Conditions;
import io.parallelr.engine.Engine;
import io.parallelr.engine.Plan;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.StopPolicy;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The plan and the engine fit: what is decided while a result is taken in reaches other tasks.
@Timeout(60)
class OnEngineTest {
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final CountDownLatch isBlocked = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final InstantSource clock = InstantSource.system();
  private final JobsPlan jobs = new JobsPlan((_, _) -> new Rules.Answer.Value(false));
  private final Bookkeeper kept = new Bookkeeper(); // called under the engine's lock
  private final Engine engine = new Engine(
      this::run,
      new Engine.Limits(4, Duration.ZERO),
      new StopPolicy.Never(),
      clock,
      Conditions.fresh(System::nanoTime));

  @Test
  void runsChainsOfManyJobsEachStepOnce() {
    var chain = job(step("a"), step("b", "a"), step("c", "b"), step("d", "c"));
    put(10);
    for (int i = 0; i < 100; i++) {
      jobs.submit("j" + i, chain, Instant.EPOCH, clock.instant());
    }
    jobs.close();

    run();

    assertThat(ran).hasSize(400).doesNotHaveDuplicates();
    assertThat(kept.verdicts()).hasSize(100).containsValue(new Verdict.Succeeded());
    assertThat(ran.indexOf("j7/a")).isLessThan(ran.indexOf("j7/d"));
  }

  @Test
  void aFailureEndsWhatRunsBesideIt() {
    put(1);
    jobs.submit("1", job(step("blocks"), step("fails")), Instant.EPOCH, clock.instant());
    jobs.close();

    run();

    assertThat(kept.ends("1")).isEqualTo(
        Map.of(
            "blocks",
            new StepEnd.Killed(Intent.FAILURE),
            "fails",
            new StepEnd.Failed(new Outcome.Exited(3))));
  }

  @Test
  void aCancelFromOutsideEndsTheJobAndTheNextStarts() throws InterruptedException {
    put(1);
    var running = Thread.ofPlatform().start(this::run);
    update(() -> {
      jobs.submit("1", job(step("blocks"), step("b", "blocks")), Instant.EPOCH, clock.instant());
      jobs.submit("2", job(step("a")), Instant.EPOCH, clock.instant());
      jobs.close();
    });
    isBlocked.await();

    update(() -> assertThat(jobs.cancel("1", clock.instant())).isEqualTo(CommandReply.DONE));
    running.join();

    assertThat(kept.verdicts()).isEqualTo(
        Map.of("1", new Verdict.Canceled(Intent.CANCEL), "2", new Verdict.Succeeded()));
    assertThat(ran).containsExactly("1/blocks", "2/a");
  }

  private void put(int concurrency) {
    jobs.put(new Lane("lane", concurrency, new Admission.Append(1_000)), clock.instant());
  }

  private void run() {
    var _ = engine.run(new Told(), new RunListener() {
    });
  }

  private void update(Runnable change) {
    engine.update(() -> {
      change.run();
      drain();
    });
  }

  private Backend.Execution run(Task task, int slot) {
    ran.add(task.name());
    return Backend.Execution.of(switch (StepId.of(task).step()) {
      case "blocks" -> blocked();
      case "fails" -> failed();
      default -> new Outcome.Exited(0);
    });
  }

  private Outcome blocked() {
    isBlocked.countDown();
    try {
      never.await();
      return new Outcome.Exited(0);
    } catch (InterruptedException e) {
      return new Outcome.Cancelled(); // as a backend answers to it
    }
  }

  private Outcome failed() {
    try {
      isBlocked.await();
      return new Outcome.Exited(3);
    } catch (InterruptedException e) {
      return new Outcome.Cancelled();
    }
  }

  private void drain() {
    jobs.sanityCheck();
    var decisions = jobs.drain();
    decisions.events().forEach(kept::take);
    for (int sequence : decisions.cancellations()) {
      Thread.startVirtualThread(() -> engine.cancel(sequence)); // not while a result is taken in
    }
  }

  /// Keeps what has followed from each call before the engine goes on.
  private final class Told implements Plan {
    @Override
    public Optional<Task> next() {
      var next = jobs.next();
      drain();
      return next;
    }

    @Override
    public void completed(TaskResult result) {
      jobs.completed(result);
      drain();
    }

    @Override
    public boolean isOpen() {
      return jobs.isOpen();
    }
  }
}
