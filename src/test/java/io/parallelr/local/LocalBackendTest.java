package io.parallelr.local;

import static io.parallelr.local.LocalTrial.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parallelr.Tasks;
import io.parallelr.engine.Backend;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Scheduling;
import io.parallelr.task.Outcome;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What both launchers must keep, with real processes.
@Timeout(60)
class LocalBackendTest {
  private static final long OF_LIBRARY = 3L << 31; // 32 and 33 of nptl(7)

  private Path directory;
  private LocalTrial trial;

  @BeforeEach
  void prepare(@TempDir Path given) {
    directory = given;
    trial = new LocalTrial(given);
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void tellsTheExitCodeAndBothOutputs(String launcher) throws IOException {
    var execution = trial.run(launcher, "echo out; echo err >&2; exit 3");

    assertThat(execution.outcome()).isEqualTo(new Outcome.Exited(3));
    assertThat(execution.stdout().tail()).isEqualTo("out\n");
    assertThat(execution.stderr().tail()).isEqualTo("err\n");
    assertThat(execution.stdout().file()).hasContent("out\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void tellsTheSignalThatEndedIt(String launcher) throws IOException {
    var outcome = trial.run(launcher, "kill -SEGV $$").outcome();

    assertThat(outcome).isInstanceOfSatisfying(Outcome.Signalled.class, s -> {
      assertThat(s.signal().name()).isEqualTo("SIGSEGV");
      assertThat(s.signal().shellStatus()).isEqualTo(139);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void keepsTheEndOfALargeOutputAndAllOfItInAFile(String launcher) throws IOException {
    var output =
        trial.run(launcher, "i=0; while [ $i -lt 3000 ]; do echo zeile-ä$i; i=$((i+1)); done")
            .stdout();

    assertThat(output.tail()).hasSize(100).endsWith("zeile-ä2999\n");
    assertThat(output.truncated()).isTrue();
    assertThat(Files.readAllLines(output.file())).hasSize(3000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void aTaskThatPrintsNothingLeavesNoFile(String launcher) throws IOException {
    var execution = trial.run(launcher, ":");

    assertThat(execution.outcome()).isEqualTo(new Outcome.Exited(0));
    assertThat(directory.resolve("output")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void childrenKnowWhereTheyComeFrom(String launcher) throws IOException {
    var printed = trial.run(
        launcher,
        "echo $PARALLELR_RUN_ID $PARALLELR_TASK $PARALLELR_SEQ $PARALLELR_SLOT $PARALLELR_ATTEMPT; "
            + "pwd; echo $PATH")
        .stdout()
        .file();

    assertThat(Files.readAllLines(printed))
        .containsExactly(trial.runId() + " task7 7 1 1", directory.toString(),
            System.getenv("PATH"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void childrenInheritNoDescriptorsAndNoTerminal(String launcher) throws IOException {
    var output = trial.run(launcher, "ls /proc/self/fd | wc -l; readlink /proc/self/fd/0; "
        + "cut -d' ' -f7 /proc/self/stat").stdout();

    // 0, 1, 2 and the one that ls reads the directory by; input from nothing; no terminal
    assertThat(output.tail().lines()).containsExactly("4", "/dev/null", "0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void childrenHaveDefaultSignals(String launcher) throws IOException {
    var output = trial.run(launcher, "grep -E 'SigBlk|SigIgn' /proc/self/status").stdout();

    assertThat(output.tail().lines()).contains("SigBlk:\t0000000000000000");
    // ignored is what this process was started with: by a JVM, a signal that is the C library's own
    var ignored = output.tail().lines().filter(line -> line.startsWith("SigIgn:")).findFirst();
    assertThat(Long.parseUnsignedLong(ignored.orElseThrow().substring(8), 16) & ~OF_LIBRARY)
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void saysWhyAProgramDoesNotStart(String launcher) throws IOException {
    var plain = Files.writeString(directory.resolve("plain"), "text");
    var lost = Files.writeString(directory.resolve("lost"), "#!/no/such/interpreter\n");
    assertThat(lost.toFile().setExecutable(true)).isTrue();

    assertThat(reason(launcher, "no-such-program")).isEqualTo("no-such-program not found in PATH");
    assertThat(reason(launcher, "/no/such/file")).isEqualTo("/no/such/file not found");
    assertThat(reason(launcher, plain.toString()))
        .isEqualTo(plain + " is not executable; chmod +x it, or name a shell");
    assertThat(reason(launcher, directory.toString())).isEqualTo(directory + " is a directory");
    if (launcher.equals("posix")) { // setsid(1), by which the other one starts it, says it
                                    // otherwise
      assertThat(reason(launcher, lost.toString()))
          .isEqualTo(lost + ": its interpreter /no/such/interpreter not found");
    }
    assertThat(reason(launcher, "echo", "x".repeat(3_000_000))).contains("E2BIG");
  }

  @Test
  void outputIsCutOffWhileItIsPrintedAndAtTheEnd() throws IOException {
    try (var backend = trial.limited(new OutputLimit(1000, false), Placement.NONE)) {
      var flood = backend.run(
          script("head -c 5000000 /dev/zero; while [ $(stat -c %s /proc/$$/fd/1) -gt 1000 ]; do "
              + "sleep 0.02; done; echo more; echo few >&2"),
          1);
      var quick = backend.run(script("head -c 1001 /dev/zero"), 2);
      var within = backend.run(script("head -c 1000 /dev/zero"), 2);

      assertThat(flood.outcome()).isEqualTo(new Outcome.Exited(0));
      assertThat(flood.stdout().tail())
          .endsWith("\n[parallelr: output cut off after 1000 bytes]\n");
      assertThat(flood.stdout().bytes()).isLessThan(1100);
      assertThat(flood.stderr().tail()).isEqualTo("few\n");
      assertThat(quick.stdout().tail()).contains("cut off after 1000 bytes");
      assertThat(within.stdout().bytes()).isEqualTo(1000);
    }
  }

  @Test
  void whatPrintsTooMuchIsEndedIfThatIsAskedFor() throws IOException {
    try (var backend = trial.limited(new OutputLimit(1000, true), Placement.NONE)) {
      var flood = backend.run(script("head -c 5000 /dev/zero; exec sleep 1000"), 1);

      assertThat(flood.outcome()).isEqualTo(new Outcome.TooMuchOutput(1000));
      assertThat(flood.stdout().tail()).contains("cut off after 1000 bytes");
    }
  }

  @Test
  void tasksAreNiceFromTheirFirstMomentAndStayOnTheCpusOfTheirSlot() throws IOException {
    var cpus = Scheduling.usable();
    try (var backend = trial.limited(OutputLimit.NONE, new Placement(7, 1, cpus))) {
      for (int slot = 1; slot <= Math.min(2, cpus.size()); slot++) {
        var shown = backend.run(script("nice; grep Cpus_allowed_list /proc/self/status"), slot);

        assertThat(shown.stdout().tail())
            .isEqualTo("7\nCpus_allowed_list:\t" + cpus.get(slot - 1) + "\n");
      }
    }
    assertThat(Scheduling.usable()).as("of this thread").isEqualTo(cpus);
  }

  @Test
  void slotsWithTheirOwnCpusAreNotMoreThanThereAre() {
    var placement = new Placement(0, 2, List.of(0, 1, 2, 3, 6));

    assertThat(placement.objection(2)).isEmpty();
    assertThat(placement.objection(3))
        .contains("3 slots with 2 each take 6 CPUs, and 5 can be used: at most 2 slots");
    assertThat(Placement.NONE.objection(1000)).isEmpty();
  }

  /// Ended orphans do not pile up while their task runs.
  @Test
  void takesInOrphansWhileTheirTaskRuns() throws Exception {
    try (var backend = trial.backend("posix")) {
      var thread = Thread.ofPlatform().start(() -> backend.run(script("""
          i=0; while [ $i -lt 20 ]; do (setsid true &); i=$((i+1)); done
          echo > up; while [ ! -e go ]; do sleep 0.02; done"""), 1));
      await().until(() -> Files.exists(directory.resolve("up")));

      await().untilAsserted(() -> assertThat(ProcessTable.read().entries())
          .noneMatch(p -> p.parent() == ProcessHandle.current().pid() && p.state() == 'Z'));
      assertThat(thread.isAlive()).isTrue();
      Files.createFile(directory.resolve("go"));
      thread.join();
    }
  }

  /// A shortage is neither the task's fault nor its end.
  @Test
  void aScriptThatIsOpenForWritingIsWaitedFor() throws IOException {
    var script = directory.resolve("script");
    var task = Tasks.command(7, script.toString());
    try (var backend = trial.backend("posix")) {
      try (var out = new FileOutputStream(script.toFile())) {
        out.write("#!/bin/sh\necho done\n".getBytes(StandardCharsets.UTF_8));
        assertThat(script.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> backend.run(task, 1))
            .isInstanceOf(Backend.ShortageException.class)
            .hasMessage(script + " is still open for writing (ETXTBSY)");
      }
      assertThat(backend.run(task, 1).stdout().tail()).isEqualTo("done\n");
    }
  }

  /// A missing output directory is named as such, and ends the run.
  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void aMissingOutputDirectoryIsNoFaultOfTheTask(String launcher) throws IOException {
    try (var backend = trial.backend(launcher)) {
      var failures = new ArrayBlockingQueue<RuntimeException>(9);
      backend.onFailure(failures::add);
      FileUtils.deleteDirectory(directory.resolve("output").toFile());

      assertThatThrownBy(() -> backend.run(script("true"), 1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("output directory " + directory.resolve("output") + " is gone");
      assertThatThrownBy(() -> backend.run(script("true"), 2))
          .isInstanceOf(UncheckedIOException.class);
      assertThat(failures).hasSize(1);
    }
  }

  private String reason(String launcher, String... command) throws IOException {
    var outcome = trial.run(launcher, Tasks.command(7, command)).outcome();
    return ((Outcome.NotStarted) outcome).reason();
  }
}
