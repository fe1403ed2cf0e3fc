package io.parallelr.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parallelr.engine.Backend;
import io.parallelr.engine.Conditions;
import io.parallelr.engine.Engine;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.StopPolicy;
import io.parallelr.task.Input;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IntakeTest {
  private static final Backend SUCCEEDS = (_, _) -> exited(0);

  @TempDir
  Path directory;
  private QueueDirectory queue = new QueueDirectory(Path.of("/"));
  private final List<Served> opened = new ArrayList<>();
  private final ConcurrentLinkedQueue<RuntimeException> problems = new ConcurrentLinkedQueue<>();
  private PriorRunLookup remains = new NoRemains();

  @BeforeEach
  void makeQueue() throws IOException {
    queue = new QueueDirectory(Files.createDirectory(directory.resolve("queue")));
  }

  @AfterEach
  void endAll() throws Exception {
    for (var one : opened) {
      one.end();
    }
  }

  /// A dead supervisor's journal may take minutes to read.
  @Test
  void neitherTheSignOfLifeNorNewFilesWaitForARecovery() throws Exception {
    var breaker = new CountDownLatch(1);
    remains = new NoRemains() {
      @Override
      public Map<Path, Boolean> succeeded(Owner owner, Map<Path, Path> files)
          throws InterruptedException {
        breaker.await();
        return Map.of();
      }
    };
    var dead = deadSupervisor("dead", "old");
    var served = serve(SUCCEEDS);
    var beat = queue.running("live").resolve(".beat");

    drop("new");
    await().until(() -> Files.exists(queue.done().resolve("new")));
    Files.setLastModifiedTime(beat, FileTime.fromMillis(0));
    await().until(() -> Files.getLastModifiedTime(beat).toMillis() > 0);
    assertThat(dead.resolve("old")).as("not told yet what came of it").exists();
    breaker.countDown();

    await().until(() -> Files.exists(queue.done().resolve("old")));
    assertThat(served.ran).containsExactly("new", "old");
  }

  @Test
  void aTaskThatHasEndedIsNotRunAgainBecauseItsResultCannotBeRecorded() throws Exception {
    drop("a");
    var served = serve(SUCCEEDS, new RunListener() {
      @Override
      public void finished(TaskResult result) {
        throw new UncheckedIOException(new IOException("no space left"));
      }
    });

    assertThatThrownBy(served::finish).hasMessageContaining("no space left");

    assertThat(queue.path().resolve("a")).doesNotExist();
    assertThat(queue.done().resolve("a")).exists();
    assertThat(served.ran).containsExactly("a");
  }

  /// What is not the fault of a task fails none.
  @Test
  void whileNothingIsStartedFilesAreLeftForOthers() throws Exception {
    var served = serve(SUCCEEDS);
    served.engine.hold("a", Optional.of("busy"));
    drop("a");

    await().during(Duration.ofMillis(300)).until(() -> Files.exists(queue.path().resolve("a")));
    served.engine.hold("a", Optional.empty());

    await().until(() -> Files.exists(queue.done().resolve("a")));
  }

  @Test
  void whenTheRunFailsWhatWasTakenGoesBack() throws Exception {
    for (int i = 0; i < 8; i++) {
      drop("f" + i);
    }
    var served = serve((_, _) -> {
      try {
        new CountDownLatch(1).await();
        return exited(0);
      } catch (InterruptedException e) {
        return Backend.Execution.of(new Outcome.Cancelled());
      }
    });
    await().until(() -> served.ran.size() == 2);

    served.engine.fail(new UncheckedIOException(new IOException("disk full")));

    assertThatThrownBy(served::finish).hasMessageContaining("disk full");
    assertThat(namesIn(queue.path())).containsExactly("f0", "f1", "f2", "f3", "f4", "f5", "f6",
        "f7");
    assertThat(queue.failed()).isEmptyDirectory();
    assertThat(queue.running()).isEmptyDirectory();
  }

  /// No thread dies in silence.
  @Test
  void anErrorInAnyThreadIsReported() throws Exception {
    remains = new NoRemains() {
      @Override
      public Set<Path> running(Owner owner, Set<Path> originals) {
        throw new StackOverflowError();
      }
    };
    deadSupervisor("dead", "old");

    serve(SUCCEEDS);

    await().until(() -> !problems.isEmpty());
    assertThat(problems.remove()).hasMessageContaining("'recovery'")
        .hasMessageContaining("StackOverflowError");
  }

  /// A queue that is gone is told with the reason.
  @Test
  void aRemovedQueueDirectoryIsAProblemWithAReason() throws Exception {
    serve(SUCCEEDS);

    Files.move(queue.path(), directory.resolve("elsewhere"));

    await().until(() -> !problems.isEmpty());
    assertThat(problems.remove())
        .hasMessageContaining("queue " + queue.path() + " cannot be served")
        .hasMessageContaining("is gone: it was removed or renamed");
  }

  /// `done` may be cleared away together with what is in it.
  @Test
  void aDirectoryOfEndedFilesThatWasRemovedIsMadeAgain() throws Exception {
    serve(SUCCEEDS);
    Files.delete(queue.done());

    drop("a");

    await().until(() -> Files.exists(queue.done().resolve("a")));
    assertThat(problems).isEmpty();
  }

  /// What a closing supervisor cannot put away stays signed for the next.
  @Test
  void aSuccessorPutsAwayWhatHadEndedAndDoesNotRunIt() throws Exception {
    var claims = Claims.open(queue, owner("first"), actions(), System::nanoTime);
    drop("a");
    var claim = claims.take(queue.path().resolve("a")).orElseThrow();
    Files.delete(queue.done());
    Files.writeString(queue.done(), "in the way");

    assertThatThrownBy(() -> claims.putAway(claim, true)).isInstanceOf(QueueFault.class)
        .hasMessageContaining(queue.done().toString());
    claims.close();
    assertThat(claim.path()).exists();
    Files.delete(queue.done());
    Files.createDirectory(queue.done());
    var served = serve(SUCCEEDS);

    await().until(() -> Files.exists(queue.done().resolve("a")));
    assertThat(queue.running("first")).doesNotExist();
    assertThat(served.ran).isEmpty();
  }

  private Served serve(Backend backend, RunListener... others) throws IOException {
    var served = new Served(backend, others);
    opened.addFirst(served);
    return served;
  }

  /// A supervisor in this process.
  private final class Served {
    final ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
    final Engine engine;
    private final InboxPlan plan = new InboxPlan();
    private final Intake intake;
    private final Thread thread;
    private volatile Throwable problem = new AssertionError("it has ended well");

    Served(Backend backend, RunListener... others) throws IOException {
      var changes = new ChangeCheck((task, slot) -> {
        ran.add(String.valueOf(Path.of(task.name()).getFileName()));
        return backend.run(task, slot);
      }, Changes.FAIL);
      engine = new Engine(
          changes,
          new Engine.Limits(2, Duration.ZERO),
          new StopPolicy.Never(),
          InstantSource.system(),
          Conditions.fresh(System::nanoTime));
      intake = new Intake(
          queue,
          Claims.open(queue, owner("live"), actions(), System::nanoTime),
          new Intake.Policy(actions(), () -> engine.stopping().isPresent(), changes),
          remains,
          new IntakeSettings(
              new Selection("none", _ -> true),
              Order.NAME,
              Duration.ZERO,
              Duration.ofMillis(20),
              new StopPolicy.Never(),
              Duration.ZERO),
          IntakeTest::task,
          plan,
          engine,
          System::nanoTime,
          problems::add);
      var listeners =
          Stream.of(Stream.of(intake.first()), Stream.of(others), Stream.of((RunListener) intake))
              .flatMap(s -> s)
              .toList();
      thread = Thread.ofPlatform().start(() -> {
        try (intake) {
          engine.run(plan, RunListener.all(listeners));
        } catch (Throwable e) {
          problem = e;
        }
      });
    }

    void finish() throws Throwable {
      thread.join();
      throw problem;
    }

    void end() throws InterruptedException {
      thread.interrupt();
      thread.join();
    }
  }

  private static class NoRemains implements PriorRunLookup {
    @Override
    public Map<Path, Boolean> succeeded(Owner owner, Map<Path, Path> files)
        throws InterruptedException {
      return Map.of();
    }

    @Override
    public Set<Path> running(Owner owner, Set<Path> originals) {
      return Set.of();
    }
  }

  private static Backend.Execution exited(int code) {
    return Backend.Execution.of(new Outcome.Exited(code));
  }

  private static Task task(int sequence, Claim claim) {
    return new Task(
        sequence,
        claim.original().toString(),
        new Input.File(claim.path()),
        List.of("true"),
        Map.of(),
        Duration.ofSeconds(60),
        Retries.NONE,
        1);
  }

  private Owner owner(String run) {
    return new Owner(run, "host", "boot", 1, directory.resolve("runs").resolve(run));
  }

  private static CompletionActions actions() {
    return new CompletionActions(
        CompletionActions.What.MOVE,
        CompletionActions.What.MOVE,
        3,
        Duration.ofSeconds(60));
  }

  private Path deadSupervisor(String run, String file) throws IOException {
    queue.create();
    var claims = Files.createDirectory(queue.running(run));
    owner(run).sign(claims);
    Files.writeString(claims.resolve(Owner.LOCK), "");
    Files.writeString(claims.resolve(file), "");
    return claims;
  }

  private void drop(String name) throws IOException {
    Files.writeString(queue.path().resolve(name), "");
  }

  private static List<String> namesIn(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(Files::isRegularFile)
          .map(f -> String.valueOf(f.getFileName()))
          .sorted()
          .toList();
    }
  }
}
