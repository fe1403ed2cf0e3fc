package io.parallelr.local;

import static io.parallelr.local.LocalTrial.GRACE;
import static io.parallelr.local.LocalTrial.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.Tasks;
import io.parallelr.engine.Backend;
import io.parallelr.os.ProcessTable;
import io.parallelr.task.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How tasks are ended and suspended, with both launchers and real processes.
@Timeout(60)
class TaskEndingTest {
  private Path directory;
  private LocalTrial trial;

  @BeforeEach
  void prepare(@TempDir Path given) {
    directory = given;
    trial = new LocalTrial(given);
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void killsAtTheTimeLimitWhatIgnoresTermination(String launcher) throws IOException {
    var task = Tasks.withTimeLimit(
        script("trap '' TERM; echo $$ > pid; while :; do sleep 0.05; done"),
        Duration.ofMillis(200));

    var execution = trial.run(launcher, task);

    assertThat(execution.outcome()).isEqualTo(new Outcome.TimedOut(Duration.ofMillis(200)));
    assertGone("pid");
  }

  /// Its time limit stands still while it is suspended, and its descendants are so, too.
  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void aSuspendedTaskDoesNothingUntilItIsResumed(String launcher) throws Exception {
    var task = Tasks.withTimeLimit(
        script("(while :; do echo x >> beats; sleep 0.02; done) & "
            + "echo $! > pid; until [ -e go ]; do sleep 0.02; done"),
        Duration.ofSeconds(60));
    var beats = directory.resolve("beats");
    var outcome = new CompletableFuture<Outcome>();
    try (var backend = trial.backend(launcher, Duration.ofSeconds(5), 0)) {
      var thread =
          Thread.ofPlatform().start(() -> outcome.complete(backend.run(task, 2).outcome()));
      await().until(() -> Files.exists(beats) && Files.size(beats) > 0);
      // the shell itself may not have come that far
      var pid = directory.resolve("pid");
      await().until(() -> Files.exists(pid) && Files.size(pid) > 0);

      assertThat(backend.suspend(Tasks.task(99), 2, true)).isFalse();
      assertThat(backend.suspend(task, 1, true)).isFalse();
      assertThat(backend.suspend(task, 2, true)).isTrue();
      await().until(() -> stateOf("pid") == 'T');
      assertThat(outcome).isNotDone();

      assertThat(backend.suspend(task, 2, false)).isTrue();
      await().until(() -> stateOf("pid") != 'T');
      Files.createFile(directory.resolve("go"));
      thread.join();
      assertThat(backend.suspend(task, 2, true)).isFalse();
    }
    assertThat(outcome.get()).isEqualTo(new Outcome.Exited(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void aSuspendedTaskEndsWhenItIsCancelled(String launcher) throws Exception {
    var task =
        script("echo $$ > pid; trap 'echo cleaned; exit 7' TERM; while :; do sleep 0.02; done");
    var execution = new CompletableFuture<Backend.Execution>();
    try (var backend = trial.backend(launcher, Duration.ofSeconds(60), 0)) {
      var thread = Thread.ofPlatform().start(() -> execution.complete(backend.run(task, 1)));
      await().until(() -> Files.exists(directory.resolve("pid")));
      await().until(() -> backend.suspend(task, 1, true));
      await().until(() -> stateOf("pid") == 'T');

      thread.interrupt();
      thread.join();
    }
    assertThat(execution.get().outcome()).isEqualTo(new Outcome.Cancelled());
    assertThat(execution.get().stdout().tail()).isEqualTo("cleaned\n");
  }

  /// As proc(5) has it; a blank if there is no such process.
  private char stateOf(String file) throws IOException {
    var text = Files.readString(directory.resolve(file)).strip();
    var stat = text.isEmpty() ? Path.of("none") : Path.of("/proc", text, "stat");
    if (!Files.exists(stat)) {
      return ' ';
    }
    var line = Files.readString(stat);
    return line.charAt(line.lastIndexOf(')') + 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void givesTheGraceToWhatHeedsTermination(String launcher) throws IOException {
    var task = Tasks.withTimeLimit(
        script("trap 'echo cleaned; exit 0' TERM; while :; do sleep 0.02; done"),
        Duration.ofMillis(200));

    var execution = trial.run(launcher, task);

    assertThat(execution.outcome()).isInstanceOf(Outcome.TimedOut.class);
    assertThat(execution.stdout().tail()).isEqualTo("cleaned\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void endsABackgroundChildWithItsTask(String launcher) throws IOException {
    var execution = trial.run(launcher, "sleep 1000 & echo $! > pid; echo done");

    assertThat(execution.outcome()).isEqualTo(new Outcome.Exited(0));
    assertGone("pid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void endsADescendantThatDetachedItself(String launcher) throws IOException {
    var execution = trial.run(launcher, """
        (setsid sh -c 'trap "" TERM HUP; echo $$ > pid; sleep 1000 & echo $! > pid2; wait' &)
        while [ ! -s pid2 ]; do sleep 0.02; done""");

    assertThat(execution.outcome()).isEqualTo(new Outcome.Exited(0));
    assertGone("pid");
    assertGone("pid2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void anInterruptCancelsAndKillsTheDescendantsToo(String launcher)
      throws IOException, InterruptedException {
    var outcomes = new ArrayBlockingQueue<Outcome>(1);
    try (var backend = trial.backend(launcher)) {
      var task = script("sleep 1000 & echo $! > pid; sleep 1000");
      var thread = Thread.ofPlatform().start(() -> outcomes.add(backend.run(task, 1).outcome()));
      await().until(() -> Files.exists(directory.resolve("pid"))
          && Files.size(directory.resolve("pid")) > 0);

      thread.interrupt();
      thread.join();
    }

    assertThat(outcomes).containsExactly(new Outcome.Cancelled());
    assertGone("pid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void aSecondInterruptTakesTheGraceAway(String launcher)
      throws IOException, InterruptedException {
    var hour = Duration.ofHours(1);
    try (var backend = trial.backend(launcher, hour, 0)) {
      var task = script("trap '' TERM; echo $$ > pid; while :; do sleep 0.02; done");
      var thread = Thread.ofPlatform().start(() -> backend.run(task, 1));
      await().until(() -> Files.exists(directory.resolve("pid"))
          && Files.size(directory.resolve("pid")) > 0);

      thread.interrupt();
      await().until(() -> {
        thread.interrupt();
        return !thread.isAlive();
      });
    }

    assertGone("pid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void killsATaskThatUsesTooMuchMemory(String launcher) throws IOException {
    try (var backend = trial.backend(launcher, GRACE, 60 << 20)) {
      var task = script("head -c 200000000 /dev/zero | tail -c 200000000 | sleep 1000");
      var outcome = backend.run(task, 1).outcome();

      assertThat(outcome).isInstanceOfSatisfying(Outcome.OutOfMemory.class, o -> {
        assertThat(o.limit()).isEqualTo(60 << 20);
        assertThat(o.used()).isGreaterThan(60 << 20);
      });
    }
  }

  /// What is forked in the moment of a signal gets it at the next look, and does not cost
  /// the grace.
  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void endsLeftoversThatForkWhenTheyAreSignalled(String launcher) throws IOException {
    try (var backend = trial.backend(launcher, Duration.ofHours(1), 0)) {
      var execution = backend.run(script("""
          (setsid sh -c 'trap "sleep 1000 & echo \\$! > pid; exit" TERM; echo > up
            while :; do sleep 0.02; done' &)
          while [ ! -e up ]; do sleep 0.02; done"""), 1);

      assertThat(execution.outcome()).isEqualTo(new Outcome.Exited(0));
    }
    assertGone("pid");
  }

  /// What is stopped goes on where it was, and its time limit has stood still.
  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void stopsAllThatRunsAndLetsItGoOn(String launcher) throws Exception {
    var outcomes = new ArrayBlockingQueue<Outcome>(1);
    try (var backend = trial.backend(launcher)) {
      var task = script("sleep 1000 & echo $! > pid; while [ ! -e go ]; do sleep 0.02; done");
      var thread = Thread.ofPlatform().start(() -> outcomes.add(backend.run(task, 1).outcome()));
      await().until(() -> Files.exists(directory.resolve("pid"))
          && Files.size(directory.resolve("pid")) > 0);
      int pid = Integer.parseInt(Files.readString(directory.resolve("pid")).strip());

      backend.pause();
      await().until(() -> state(pid) == 'T');
      long then = backend.conditions().time().nanos();
      assertThat(backend.conditions().time().nanos()).isEqualTo(then);
      backend.resume();
      await().until(() -> state(pid) == 'S');
      Files.createFile(directory.resolve("go"));
      thread.join();
    }
    assertThat(outcomes).containsExactly(new Outcome.Exited(0));
  }

  private static char state(int pid) {
    return ProcessTable.entry(pid).map(ProcessTable.Entry::state).orElse('?');
  }

  private void assertGone(String file) throws IOException {
    int pid = Integer.parseInt(Files.readString(directory.resolve(file)).strip());
    assertThat(List.of(ProcessTable.entry(pid)))
        .allMatch(entry -> entry.isEmpty() || !entry.get().runs());
  }
}
