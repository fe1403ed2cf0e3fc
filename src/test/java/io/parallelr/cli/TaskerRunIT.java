package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a run of a flow leaves and needs: its places, its state, and commands on other hosts.
@Timeout(60)
class TaskerRunIT {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");
  private static final String TWO_TASKS = """
      task=0
      hostname=localhost
      command=echo
      arguments=first
      exec=local
      sleep=600

      task=1
      hostname=localhost
      command=echo
      arguments=second
      exec=local
      """;

  @TempDir
  private Path directory;

  private Product product;

  @BeforeEach
  void install() {
    product = new Product(directory).with("HOME", directory.toString());
  }

  private Product.Finished tasker(String flow, String... options) throws Exception {
    return start(flow, options).finish();
  }

  private Product.Started start(String flow, String... options) throws IOException {
    Files.writeString(directory.resolve("flow.txt"), flow);
    return product.startCommand(
        Stream.of(
            Stream.of(Product.launcher().resolveSibling("tasker").toString()),
            Stream.of(options),
            Stream.of("flow.txt")).flatMap(s -> s).toList());
  }

  private static String echo(String text) {
    return "task=0\nhostname=localhost\ncommand=echo\narguments=%s\nexec=local\n".formatted(text);
  }

  /// Faults in use, 18: the directory was missing when the flow had ended.
  @Test
  void theResultDocumentIsWrittenInAFreshHome() throws Exception {
    var run = tasker(echo("done"), "--output-json", "-r");

    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(directory.resolve("TASKER/output"))
        .isDirectoryContaining(file -> file.toString().endsWith(".json"));
  }

  /// Faults in use, 18: all places are looked at before anything runs.
  @ParameterizedTest
  @ValueSource(strings = {"--output-json=missing/result.json", "--output-json=TAKEN"})
  void aPlaceThatCannotBeUsedIsToldBeforeAnythingRuns(String option) throws Exception {
    Files.createDirectory(directory.resolve("TAKEN"));

    var run = tasker(echo("done"), "-r", option);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr().lines()).hasSize(1);
    assertThat(run.stderr()).startsWith("tasker: " + option.split("=", 2)[0] + ": " + directory);
    assertThat(run.stdout()).doesNotContain("Executing");
  }

  /// Faults in use, 18: it was seen when the flow had run, and ended it with another exit code.
  @ParameterizedTest
  @ValueSource(strings = {"--output-json=/proc/x.json", "--output-json", "--auto-recovery",
      "--log-dir=/proc/xx", "--log-dir=/proc", "--log-dir=flow.txt"})
  void aPlaceThatTakesNoFilesIsToldBeforeAnythingRuns(String option) throws Exception {
    var tasker = Files.createDirectory(directory.resolve("TASKER"));
    Files.createFile(tasker.resolve("output"));
    Files.createFile(tasker.resolve("recovery"));

    var run = tasker(echo("done"), "-r", option);

    assertThat(run.status()).as(run.stderr()).isEqualTo(2);
    assertThat(run.stderr().lines()).hasSize(1);
    assertThat(run.stderr()).startsWith("tasker: ").doesNotContain("Exception");
    assertThat(run.stdout()).doesNotContain("Executing");
  }

  /// Faults in use, 18: a link became a file, and its target was left as it was.
  @Test
  void documentsGoThroughLinks() throws Exception {
    var logs = Files.createDirectories(directory.resolve("TASKER/logs"));
    var fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    var link = Files.createSymbolicLink(directory.resolve("link.json"), Path.of("result.json"));
    Files.createSymbolicLink(logs.resolve("project_p_summary.log"), fifo);
    var read = new ProcessBuilder("cat", fifo.toString()).start();

    var run = tasker(echo("done"), "-r", "--output-json=link.json", "-p", "p");

    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(directory.resolve("result.json")).content().contains("\"stdout\":\"done\"");
    assertThat(new String(read.getInputStream().readAllBytes(), UTF_8)).contains("\tSUCCESS\t");
    assertThat(Files.isRegularFile(fifo)).isFalse();
  }

  /// Faults in use, 10 and 13.
  @ParameterizedTest
  @ValueSource(strings = {"-n", "--dry-run"})
  void aDryRunCanBeAskedFor(String option) throws Exception {
    var shown = tasker("--run\n" + echo("done"), option);

    assertThat(shown.status()).as(shown.stderr()).isZero();
    assertThat(shown.stdout()).startsWith("# dialect 1, 1 task\n").doesNotContain("Executing");
    var both = tasker(echo("done"), option, "-r");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.stderr()).isEqualTo("tasker: -n only shows what -r runs; choose one\n");
  }

  /// Faults in use, 13: a name drove the terminal, and was altered in the log.
  @Test
  void namesOfFlowsAreWrittenOut() throws Exception {
    var script =
        "f=$(printf 'g\\033[1m\\374.flow'); printf 'task=0\\n\\n\\nexec=local\\nhostname=localhost\\ncommand=true\\n' >\"$f\"; "
            + "\"$0\" format --check \"$f\"; \"$0\" -r \"$f\"";

    var run = product.startCommand(
        List.of("sh", "-c", script, Product.launcher().resolveSibling("tasker").toString()))
        .finish();

    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(run.stdout()).contains("g\\x1b[1m\\xfc.flow\n", "/g\\x1b[1m\\xfc.flow, dialect 1")
        .doesNotContain("\033");
  }

  /// Faults in use, 18: so it was with `tasker format -w`.
  @Test
  void aFifoIsNotFormattedInPlace() throws Exception {
    var fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    var writer = new ProcessBuilder("sh", "-c",
        "printf 'task=0\nexec=local\nhostname=localhost\ncommand=true\n' >fifo")
        .directory(directory.toFile())
        .start();

    var run = product.startCommand(
        List.of(
            Product.launcher().resolveSibling("tasker").toString(), "format", "-w", "fifo"))
        .finish();

    assertThat(writer.waitFor()).isZero();
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr()).contains("fifo is not a regular file");
    assertThat(Files.isRegularFile(fifo)).isFalse();
  }

  /// An alert program is for the end, and no reason to leave the flow undone.
  @ParameterizedTest
  @ValueSource(strings = {"missing", "flow.txt"})
  void anAlertProgramThatCannotBeRunIsToldBeforeAnythingRuns(String program) throws Exception {
    var run = tasker(echo("done"), "-r", "--alert-on-failure=" + program);

    assertThat(run.status()).isZero();
    assertThat(run.stderr()).startsWith(
        "tasker: warning: --alert-on-failure: " + directory.resolve(program) + " ");
  }

  /// Faults in use, 20: the next task was told of, and the one that had ended was run again.
  @Test
  void aSignalDuringAPauseLeavesTheNextTaskToBeResumed() throws Exception {
    var started = start(TWO_TASKS, "-r", "--auto-recovery");
    await().until(() -> Files.readString(started.stdout()).contains("Sleeping"));
    started.signal("TERM");
    var ended = started.finish();

    assertThat(ended.status()).isEqualTo(143);
    assertThat(ended.stdout()).contains("task 1 was waiting and has not started")
        .doesNotContain("Task 1: Executing");
    var resumed = tasker(TWO_TASKS, "-r", "--auto-recovery");
    assertThat(resumed.status()).as(resumed.stdout()).isZero();
    assertThat(resumed.stdout()).contains("STDOUT: second").doesNotContain("Task 0: Executing");
  }

  /// Faults in use, 23: the state was lost, or cut, when tasker was killed.
  @Test
  void aFlowThatWasKilledGoesOnWithItsResults() throws Exception {
    var started = start(TWO_TASKS.replace("second", "@0_stdout@ again"), "-r", "--auto-recovery");
    var states = directory.resolve("TASKER/recovery");
    await().until(() -> Files.readString(started.stdout()).contains("Sleeping"));
    Path state;
    try (var files = Files.newDirectoryStream(states, "*.json")) {
      state = files.iterator().next();
    }
    await().until(() -> Files.readAllLines(state).size() == 2);
    started.signal("KILL");
    var _ = started.finish();
    Files.writeString(state, Files.readString(state) + "{\"intended_next_task\":0,\"task_res");

    var resumed = tasker(
        TWO_TASKS.replace("second", "@0_stdout@ again"), "-r", "--auto-recovery");

    assertThat(resumed.status()).as(resumed.stdout() + resumed.stderr()).isZero();
    assertThat(resumed.stdout()).contains("STDOUT: first again")
        .doesNotContain("Task 0: Executing");
  }

  /// Faults in use, 23: what is written for a task does not grow with the tasks before it.
  @Test
  void theStateOfALongFlowGrowsByWhatChanges() throws Exception {
    var flow = new StringBuilder();
    int tasks = 200;
    for (int i = 0; i < tasks; i++) {
      flow.append("task=%d\nhostname=localhost\ncommand=%s\narguments=%s\nexec=local\n\n"
          .formatted(i, i == tasks - 1 ? "sleep" : "echo", i == tasks - 1 ? "600" : "x"));
    }
    var started = start(flow.toString(), "-r", "--auto-recovery");
    await().until(() -> Files.readString(started.stdout()).contains("Task 199: Executing"));
    try (var files = Files.newDirectoryStream(directory.resolve("TASKER/recovery"), "*.json")) {
      var state = files.iterator().next();
      assertThat(Files.readAllLines(state)).hasSize(tasks)
          .last()
          .asString()
          .contains("\"198\"")
          .doesNotContain("\"197\"");
    }
    started.signal("TERM");
    assertThat(started.finish().status()).isEqualTo(143);
  }

  /// Faults in use, 23: `--debug` changed nothing.
  @Test
  void debugShowsConditionsRoutesAndCommandLines() throws Exception {
    var flow = echo("'a b'") + "next=exit_0\n" + echo("x").replace("task=0", "task=1");

    assertThat(tasker(flow, "-r", "--debug").stdout())
        .contains("DEBUG: Task 0: exit", "is true", "DEBUG: Task 0: command line echo 'a b'");
    assertThat(tasker(flow, "-r").stdout()).doesNotContain("DEBUG");
  }

  /// Faults in use, 21: the command there ran on.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCommandOnAnotherHostEndsWithItsTimeLimitAndBySignal(boolean byTimeLimit) throws Exception {
    assumeThat(SSHD).isExecutable();
    try (var server = new SshServer(directory.resolve("ssh"), SSHD)) {
      product.with("PATH", server.clients() + ":" + System.getenv("PATH"));
      var pid = directory.resolve("pid");
      var flow = """
          task=0
          hostname=localhost
          command=sh
          arguments=-c "echo $$ > %s; sleep 600; true"
          exec=ssh
          timeout=%d
          """.formatted(pid, byTimeLimit ? 5 : 600);

      var started = start(flow, "-r", "--skip-host-validation");
      await().until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());
      long remote = Long.parseLong(Files.readString(pid).strip());
      if (!byTimeLimit) {
        started.signal("TERM");
      }
      var run = started.finish();

      assertThat(run.stdout()).contains(byTimeLimit ? "Exit code: 124" : "ended by SIGTERM");
      await().until(() -> !Product.runs(remote));
    }
  }

  /// Faults in use, 21: standard error and the exit code stay what they are with the wrapper.
  @Test
  void aCommandOnAnotherHostKeepsItsStreamsAndItsExitCode() throws Exception {
    assumeThat(SSHD).isExecutable();
    try (var server = new SshServer(directory.resolve("ssh"), SSHD)) {
      product.with("PATH", server.clients() + ":" + System.getenv("PATH"));

      var run = tasker("""
          task=0
          hostname=localhost
          command=sh
          arguments=-c "echo out; echo err >&2; cat; exit 7"
          exec=ssh
          next=exit_7
          """, "-r", "--skip-host-validation");

      assertThat(run.stdout())
          .contains("Exit code: 7", "STDOUT: out\n", "STDERR: err\n")
          .doesNotContain("mkfifo");
    }
  }

  /// Faults in use, 21: `ping` that is not installed was a host that does not answer.
  @Test
  void aMissingPingIsToldAsSuch() throws Exception {
    var bin = Files.createDirectory(directory.resolve("only"));
    for (var program : List.of("pbrun", "java-is-found-otherwise")) {
      var file = Files.writeString(bin.resolve(program), "#!/bin/sh\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    for (var needed : List.of("sh", "env", "sed", "readlink", "dirname", "find", "head", "uname",
        "cat", "grep", "id")) {
      var real = Stream.of("/usr/bin", "/bin")
          .map(d -> Path.of(d, needed))
          .filter(Files::exists)
          .findFirst();
      if (real.isPresent()) {
        Files.createSymbolicLink(bin.resolve(needed), real.get());
      }
    }
    product.with("PATH", bin.toString());

    var run = tasker("task=0\nhostname=localhost\ncommand=x\nexec=pbrun\n", "-r");

    assertThat(run.status()).isEqualTo(60);
    assertThat(run.stderr())
        .contains("ping is not installed; set tasker.host-probe to tcp or none");
  }

  /// Faults in use, 21: `tcp` connected to port 22, whatever the configuration of ssh says.
  @Test
  void tcpProbesThePortThatSshWouldUse() throws Exception {
    var bin = Files.createDirectory(directory.resolve("fake"));
    product.with("PATH", bin + ":" + System.getenv("PATH"))
        .with("PARALLELR_TASKER_HOST_PROBE", "tcp");
    var flow = "task=0\nhostname=an-alias\ncommand=x\nexec=ssh\n";
    int port;
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listening.getLocalPort();
      var ssh = Files.writeString(
          bin.resolve("ssh"),
          "#!/bin/sh\n[ \"$1\" = -G ] && printf 'hostname 127.0.0.1\\nport %d\\n'\nexit 0\n"
              .formatted(port));
      assertThat(ssh.toFile().setExecutable(true)).isTrue();

      assertThat(tasker(flow, "-r").status()).isZero();
    }
    var refused = tasker(flow, "-r");
    assertThat(refused.status()).isEqualTo(60);
    assertThat(refused.stderr()).contains("port " + port);
  }
}
