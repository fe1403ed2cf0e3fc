package io.parallelr.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.Tasks;
import io.parallelr.engine.RunListener;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InOrderTest {
  private final Semaphore reader = new Semaphore(0);
  private final List<Integer> read = Collections.synchronizedList(new ArrayList<>());
  private final RunListener slow = new RunListener() {
    @Override
    public void finished(TaskResult result) {
      reader.acquireUninterruptibly();
      read.add(result.task().sequence());
    }
  };

  /// What nobody reads fills no memory, and stops no end.
  @Test
  void holdsUpSlotsWhileTooMuchWaitsAndLetsThemGoWhenAskedToHurry() throws InterruptedException {
    var inOrder = new InOrder(slow, _ -> {});
    var told = new AtomicInteger();
    var slot = Thread.ofPlatform().start(() -> {
      for (int i = 1; i <= 100; i++) {
        inOrder.finished(result(i, 1_000_000));
        told.incrementAndGet();
      }
    });
    await().until(() -> slot.getState() == Thread.State.WAITING);
    assertThat(told.get()).isLessThan(10);

    inOrder.hurry();
    slot.join();
    inOrder.close();

    assertThat(told).hasValue(100);
    assertThat(read).isEmpty();
  }

  @Test
  void tellsAllInOrderWhereSomebodyReads() {
    var inOrder = new InOrder(slow, _ -> {});
    reader.release(1000);
    for (int i = 1; i <= 300; i++) {
      inOrder.finished(result(i, 100_000));
    }
    inOrder.close();

    assertThat(read).hasSize(300).isSorted();
  }

  /// One that fails is told nothing more, and holds nobody up.
  @Test
  void aListenerThatFailsHoldsNobodyUp() {
    var failures = Collections.synchronizedList(new ArrayList<RuntimeException>());
    try (var inOrder = new InOrder(new RunListener() {
      @Override
      public void finished(TaskResult result) {
        throw new IllegalStateException("closed");
      }
    }, failures::add)) {
      for (int i = 1; i <= 100; i++) {
        inOrder.finished(result(i, 1_000_000));
      }
    }
    assertThat(failures).hasSize(1);
  }

  private static TaskResult result(int sequence, int characters) {
    return new TaskResult(
        Tasks.task(sequence),
        1,
        Instant.EPOCH,
        0,
        Duration.ZERO,
        1,
        new Outcome.Exited(0),
        new Output("x".repeat(characters), false, Path.of("/dev/null"), characters),
        Output.NONE,
        Usage.NONE);
  }
}
