package io.parallelr.engine;

import static io.parallelr.Tasks.task;
import static io.parallelr.Tasks.withSlots;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.batch.BatchPlan;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks that take several slots at once.
@Timeout(20)
class SeveralSlotsTest {
  private static final RunListener NOBODY = new RunListener() {
  };

  private final Map<Integer, Semaphore> may = new ConcurrentHashMap<>();
  private final FakeBackend backend = new FakeBackend(task -> {
    of(task.sequence()).acquire();
    return new Outcome.Exited(0);
  });

  @AfterEach
  void letAllEnd() {
    IntStream.rangeClosed(1, 100).forEach(i -> of(i).release(10));
  }

  @Test
  void whereNoSlotIsFreeAnyTaskWaitsForThat() {
    var engine = engine(3);
    var run = start(engine, task(1), task(2), task(3), task(4));
    await().until(() -> backend.ran.size() == 3);

    engine.resize(2);

    assertThat(engine.situation().missingSlots()).isEmpty();
    assertThat(engine.situation().waitsFor()).contains("all 2 slots are in use");
    letAllEnd();
    await().until(() -> !run.isAlive());
  }

  @Test
  void nothingOvertakesATaskThatWaitsForItsSlots() {
    var engine = engine(3);
    var run = start(engine, task(1), task(2), withSlots(task(3), 2), task(4), task(5));

    await().until(() -> backend.ran.size() == 2);

    assertThat(engine.situation().waitsFor())
        .contains("task 3 takes 2 slots at once, and comes first; 1 of 3 is free");
    engine.sanityCheck();
    of(2).release();
    await().until(() -> backend.ran.size() == 3);
    assertThat(engine.situation().taken()).isEqualTo(3);
    assertThat(backend.ran.getLast().launch().share().further()).containsExactly(3);
    of(3).release();
    await().until(() -> backend.ran.size() == 5);
    assertThat(backend.ran).extracting(Task::sequence).startsWith(1, 2, 3);
    letAllEnd();
    await().until(() -> !run.isAlive());
  }

  @Test
  void aTaskThatWantsMoreThanThereAreGetsAll() {
    var engine = engine(2);
    var run = start(engine, withSlots(task(1), 8), task(2));

    await().until(() -> backend.ran.size() == 1);

    assertThat(engine.situation().taken()).isEqualTo(2);
    assertThat(backend.ran.getFirst().launch().share().count()).isEqualTo(2);
    letAllEnd();
    await().until(() -> !run.isAlive());
    assertThat(backend.mostAtOnce).hasValue(1);
  }

  @Test
  void otherNumbersOfSlotsCountAtOnce() {
    var engine = engine(1);
    var run = start(engine, task(1), withSlots(task(2), 3), task(3));
    await().until(() -> backend.ran.size() == 1);

    engine.resize(2);
    await().until(() -> engine.situation().next().isPresent());
    assertThat(backend.ran).hasSize(1);
    engine.resize(4);
    await().until(() -> backend.ran.size() == 2);
    engine.resize(1);
    of(1).release();
    await().until(() -> engine.situation().taken() == 3);
    engine.sanityCheck();
    assertThat(backend.ran).hasSize(2);
    letAllEnd();
    await().until(() -> !run.isAlive());

    assertThat(backend.ran).hasSize(3);
  }

  /// What waits behind it is started at once when it is taken out.
  @Test
  void oneThatIsCancelledHoldsNothingBack() {
    var engine = engine(2);
    var run = start(engine, task(1), withSlots(task(2), 2), task(3));
    await().until(() -> engine.situation().next().isPresent());

    assertThat(engine.cancel(2)).isTrue();

    await().until(() -> backend.ran.size() == 2);
    letAllEnd();
    await().until(() -> !run.isAlive());
    assertThat(backend.ran).extracting(Task::sequence).containsExactly(1, 3);
  }

  @Test
  void whatIsNotStartedDoesNotWaitForMoreThanOne() {
    var engine = engine(2);
    var refused = withSlots(task(2), 2);
    var run = start(
        engine,
        task(1),
        refused.launched(refused.launch().settledAs(new Outcome.NotStarted("wrong"))));

    await().until(() -> backend.ran.size() == 2);

    letAllEnd();
    await().until(() -> !run.isAlive());
  }

  /// Each attempt gets its slots anew.
  @Test
  void manyOfThemEndWithAllSlotsFree() {
    var quick = new FakeBackend(
        task -> new Outcome.Exited(task.sequence() % 7 == 0 && task.attempt() == 1 ? 1 : 0));
    var tasks = IntStream.rangeClosed(1, 500)
        .mapToObj(i -> withSlots(task(i), 1 + i % 5))
        .map(t -> new Task(t.sequence(), t.name(), t.input(), t.command(), t.environment(),
            t.timeLimit(), new Retries(1, Duration.ZERO, Duration.ZERO), 1, t.launch()))
        .toList();
    var engine = engine(quick, 4);

    var ended = engine.run(new Retrying(new BatchPlan(tasks)), NOBODY);

    assertThat(ended.summary().succeeded()).isEqualTo(500);
    assertThat(engine.situation().taken()).isZero();
    assertThat(quick.ran).hasSize(571);
    assertThat(quick.slots).isSubsetOf(1, 2, 3, 4);
  }

  private Semaphore of(int sequence) {
    return may.computeIfAbsent(sequence, _ -> new Semaphore(0));
  }

  private CheckedEngine engine(int slots) {
    return engine(backend, slots);
  }

  private static CheckedEngine engine(Backend backend, int slots) {
    return new CheckedEngine(
        backend,
        new Engine.Limits(slots, Duration.ZERO),
        new StopPolicy.Never(),
        InstantSource.system());
  }

  private static Thread start(CheckedEngine engine, Task... tasks) {
    return Thread.ofVirtual()
        .start(() -> engine.run(new Retrying(new BatchPlan(List.of(tasks))), NOBODY));
  }
}
