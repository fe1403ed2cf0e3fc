package io.parallelr.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.Tasks;
import io.parallelr.engine.Backend;
import io.parallelr.os.TokenPipe;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class MakeJobServerTest {
  private static final Outcome OK = new Outcome.Exited(0);

  @TempDir
  private Path directory;
  private final Map<Integer, CountDownLatch> may = new ConcurrentHashMap<>();
  private final List<Task> running = new CopyOnWriteArrayList<>();
  private final Backend backend = (task, _) -> {
    running.add(task);
    try {
      of(task.sequence()).await();
      return Backend.Execution.of(OK);
    } catch (InterruptedException e) {
      return Backend.Execution.of(new Outcome.Cancelled());
    } finally {
      running.remove(task);
    }
  };
  private TokenPipe pipe;
  private MakeJobServer server;

  @BeforeEach
  void open() throws IOException {
    pipe = TokenPipe.create(directory.resolve("jobserver"));
    server = new MakeJobServer(backend, MakeJobServer.Kind.FIFO, pipe, "k", 3);
  }

  @AfterEach
  void close() throws IOException {
    may.values().forEach(CountDownLatch::countDown);
    server.close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aTaskHoldsTheTokensOfItsSlotsAndNamesThePlaceOfTheOthers() {
    var one = start(Tasks.task(1));
    var two = start(placed(Tasks.task(2), List.of(2, 3)));
    await().until(() -> running.size() == 2);

    assertThat(pipe.take(9)).isZero();
    assertThat(running.getFirst().environment())
        .containsEntry("MAKEFLAGS", "k -j3 --jobserver-auth=fifo:" + directory + "/jobserver");
    end(2, two);
    assertThat(pipe.take(9)).isEqualTo(2);
    end(1, one);
  }

  @Test
  void aTaskWaitsWhileOthersUseItsSlot() {
    var first = start(Tasks.task(1));
    await().until(() -> running.size() == 1);
    int nested = pipe.take(9); // as a make in the first task does
    var second = start(Tasks.task(2));

    await().until(() -> waitsForToken(second));
    assertThat(nested).isEqualTo(2);
    assertThat(running).hasSize(1);
    pipe.put(1);
    await().until(() -> running.size() == 2);
    pipe.put(1);

    end(1, first);
    end(2, second);
    assertThat(pipe.take(9)).isEqualTo(3);
  }

  /// A make that was killed puts nothing back.
  @Test
  void whatWasLostIsThereAgainOnceNothingRuns() {
    var first = start(Tasks.task(1));
    await().until(() -> running.size() == 1);
    assertThat(pipe.take(9)).isEqualTo(2);
    var second = start(placed(Tasks.task(2), List.of(2, 3)));

    end(1, first);
    await().until(() -> running.size() == 1);

    end(2, second);
    assertThat(pipe.take(9)).isEqualTo(3);
  }

  /// It got its slots when there were more of them.
  @Test
  void aTaskMayNeedMoreThanThereAreByNow() {
    var first = start(Tasks.task(1));
    await().until(() -> running.size() == 1);
    var second = start(placed(Tasks.task(2), List.of(1, 2, 3)));
    server.resize(1);

    end(1, first);
    await().until(() -> running.size() == 1);

    end(2, second);
    assertThat(pipe.take(9)).isEqualTo(1);
  }

  @Test
  void whatWasPutInBeyondThatDisappears() {
    pipe.put(5);

    var only = start(Tasks.task(1));
    await().until(() -> running.size() == 1);

    assertThat(pipe.take(9)).isEqualTo(2);
    end(1, only);
  }

  @Test
  void otherNumbersOfSlotsCountWhenTokensComeBack() {
    var first = start(Tasks.task(1));
    var second = start(Tasks.task(2));
    await().until(() -> running.size() == 2);

    server.resize(5);
    assertThat(pipe.take(9)).isEqualTo(3);
    pipe.put(3);
    server.resize(1);
    assertThat(pipe.take(9)).isZero();
    end(1, first);
    assertThat(pipe.take(9)).isZero();
    end(2, second);

    assertThat(pipe.take(9)).isEqualTo(1);
  }

  @Test
  void oneThatWaitsCanBeCancelled() throws Exception {
    var first = start(Tasks.task(1));
    await().until(() -> running.size() == 1);
    assertThat(pipe.take(1)).as("what a make in the first task takes").isEqualTo(1);
    var waiting = start(placed(Tasks.task(2), List.of(2, 3)));
    await().until(() -> waitsForToken(waiting));
    assertThat(pipe.take(9)).as("it has what there was").isZero();

    waiting.interrupt();
    waiting.join();

    assertThat(running).hasSize(1);
    assertThat(pipe.take(9)).as("it has put back what it had").isEqualTo(1);
    pipe.put(2);
    end(1, first);
    assertThat(pipe.take(9)).isEqualTo(3);
  }

  @Test
  void anybodyMayOpenItLikeMake() throws Exception {
    try (var in = new FileInputStream(directory.resolve("jobserver").toFile())) {
      assertThat(in.read()).isEqualTo('+');
    }
  }

  /// Whether it has taken what there was, and needs more.
  private static boolean waitsForToken(Thread task) {
    return Arrays.stream(task.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("awaitToken"));
  }

  private static Task placed(Task task, List<Integer> slots) {
    return Tasks.withSlots(task, slots.size()).inSlots(slots);
  }

  private Thread start(Task task) {
    return Thread.ofPlatform().daemon().start(() -> {
      try (var _ = server.admit(task)) {
        var _ = server.run(task, task.sequence());
      } catch (InterruptedException e) {
        // cancelled: it has taken nothing
      }
    });
  }

  private void end(int sequence, Thread task) {
    of(sequence).countDown();
    await().until(() -> !task.isAlive());
  }

  private CountDownLatch of(int sequence) {
    return may.computeIfAbsent(sequence, _ -> new CountDownLatch(1));
  }
}
