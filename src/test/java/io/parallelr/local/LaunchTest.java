package io.parallelr.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.Tasks;
import io.parallelr.engine.Backend.Execution;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Signals;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Ending;
import io.parallelr.task.Launch;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Streams;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tasks that are started or ended in another way than the others of their run, by both launchers.
@Timeout(60)
class LaunchTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final int SIGINT = 2;

  @TempDir
  Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void runsInItsOwnDirectory(String launcher) throws IOException {
    var own = Files.createDirectory(directory.resolve("own"));

    var execution = run(launcher, "pwd", in(Optional.of(own)));

    assertThat(execution.stdout().tail()).isEqualTo(own.toRealPath() + "\n");
  }

  /// It is that task's problem alone: others have their own directories.
  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void aMissingDirectoryIsAnErrorOfTheTask(String launcher) throws IOException {
    var missing = directory.resolve("missing");

    var execution = run(launcher, "pwd", in(Optional.of(missing)));

    assertThat(execution.outcome()).isInstanceOf(Outcome.NotStarted.class);
    assertThat(run(launcher, "echo next", Launch.USUAL).stdout().tail()).isEqualTo("next\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void bothStreamsGoIntoOneFileInTheirOrder(String launcher) throws IOException {
    var together =
        new Launch(Optional.empty(), Streams.TOGETHER, Optional.empty(), Set.of(), false);

    var execution = run(launcher, "echo 1; echo 2 >&2; echo 3; echo 4 >&2", together);

    assertThat(execution.stdout().tail()).isEqualTo("1\n2\n3\n4\n");
    assertThat(execution.stdout().file()).hasContent("1\n2\n3\n4\n");
    assertThat(execution.stderr()).isEqualTo(Output.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void variablesAreWithheld(String launcher) throws IOException {
    var withheld =
        new Launch(Optional.empty(), Streams.APART, Optional.empty(), Set.of("HOME"), false);

    assertThat(run(launcher, "echo \"${HOME-none} ${PATH:+some}\"", withheld).stdout().tail())
        .isEqualTo("none some\n");
    assertThat(run(launcher, "echo \"${HOME-none}\"", Launch.USUAL).stdout().tail())
        .isEqualTo(System.getenv("HOME") + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void isEndedByItsOwnSignalWithItsOwnGrace(String launcher) throws Exception {
    var ending = new Launch(
        Optional.empty(),
        Streams.APART,
        Optional.of(new Ending(SIGINT, LONG)),
        Set.of(), false);
    // a loop in sh ignores neither, and has time for its trap
    var task = script(
        "trap 'echo int; exit 5' INT; trap 'echo term; exit 6' TERM; "
            + "echo > ready; while :; do sleep 0.02; done",
        ending);
    var execution = new CompletableFuture<Execution>();
    try (var backend = backend(launcher, Duration.ZERO)) {
      var thread = Thread.ofPlatform().start(() -> execution.complete(backend.run(task, 1)));
      await().until(() -> Files.exists(directory.resolve("ready")));
      thread.interrupt();
      thread.join();
    }

    assertThat(execution.join().outcome()).isEqualTo(new Outcome.Cancelled());
    assertThat(execution.join().stdout().tail()).isEqualTo("int\n");
  }

  /// What ignores the signal of a task without grace is killed at once, whatever the run's grace.
  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void withoutGraceItIsKilled(String launcher) throws Exception {
    var ending = new Launch(
        Optional.empty(),
        Streams.APART,
        Optional.of(new Ending(Signals.SIGTERM, Duration.ZERO)),
        Set.of(), false);
    var task = script(
        "trap '' TERM; echo $$ > pid; mv pid ready; sleep 1000; echo went on",
        ending);
    var execution = new CompletableFuture<Execution>();
    try (var backend = backend(launcher, LONG)) {
      var thread = Thread.ofPlatform().start(() -> execution.complete(backend.run(task, 1)));
      await().until(() -> Files.exists(directory.resolve("ready")));
      thread.interrupt();
      thread.join();
    }

    assertThat(execution.join().stdout().tail()).as("its child was killed first").isEmpty();
    int pid = Integer.parseInt(Files.readString(directory.resolve("ready")).strip());
    assertThat(ProcessTable.entry(pid).filter(ProcessTable.Entry::runs)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void outputsMayHaveOtherNames(String launcher) throws IOException {
    var logs = directory.resolve("logs");
    var names = new OutputFiles.Names() {
      @Override
      public Path out(Task task) {
        return logs.resolve("job").resolve(task.name() + "-stdout.log");
      }

      @Override
      public Path err(Task task) {
        return logs.resolve("job").resolve(task.name() + "-stderr.log");
      }
    };
    var output = Files.createDirectories(directory.resolve("output"));
    var files = new OutputFiles(output, 100, true, names);
    try (var backend = backend(launcher, LONG, files)) {
      var execution = backend.run(script("echo out; echo err >&2", Launch.USUAL), 1);

      assertThat(execution.stdout().file()).isEqualTo(logs.resolve("job/task7-stdout.log"))
          .hasContent("out\n");
      assertThat(execution.stderr().file()).isEqualTo(logs.resolve("job/task7-stderr.log"))
          .hasContent("err\n");
    }
  }

  private static Launch in(Optional<Path> directory) {
    return new Launch(directory, Streams.APART, Optional.empty(), Set.of(), false);
  }

  private Execution run(String launcher, String script, Launch launch) throws IOException {
    try (var backend = backend(launcher, LONG)) {
      return backend.run(script(script, launch), 1);
    }
  }

  private static Task script(String script, Launch launch) {
    return Tasks.command(7, "sh", "-c", script).launched(launch);
  }

  private LocalBackend backend(String launcher, Duration grace) throws IOException {
    var output = Files.createDirectories(directory.resolve("output"));
    return backend(launcher, grace, new OutputFiles(output, 100, true));
  }

  private LocalBackend backend(String launcher, Duration grace, OutputFiles files)
      throws IOException {
    return new LocalBackend(
        "run-" + directory.getFileName(),
        launcher.equals("posix") ? new PosixLauncher() : new PortableLauncher(),
        new TaskDirectory.Shared(directory),
        files,
        SlotFile.create(directory, 4),
        grace,
        TaskLimits.NONE,
        System::nanoTime);
  }
}
