package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class TaskerIT {
  private static final String HELLO = """
      task=0
      hostname=localhost
      command=echo
      arguments=hello
      exec=local
      """;

  @TempDir
  Path directory;
  private Product product = new Product(Path.of("/"));

  @BeforeEach
  void install() {
    product = new Product(directory).with("HOME", directory.toString());
  }

  @Test
  void aFlowMustBeAllowedAStep() throws Exception {
    var run = tasker("task=0\nhostname=localhost\ncommand=true\n", "-r", "--max-steps", "0");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr()).contains("--max-steps: '0' is not a whole number of at least 1");
  }

  @Test
  void aDryRunShowsWhatEachTaskWouldDo() throws Exception {
    var shown = tasker(HELLO + "next=exit_0\ngoto=5\n\ntask=5\nreturn=3\n");

    assertThat(shown.status()).isZero();
    assertThat(shown.stdout()).isEqualTo("""
        # dialect 1, 2 tasks
        Task 0: localhost: echo hello  next if exit_0  failure -> 5
            [local] echo hello
        Task 5: RETURN 3
        """);
    assertThat(directory.resolve("TASKER")).doesNotExist();
  }

  @Test
  void aRunLeavesALogAndACopyOfTheFlow() throws Exception {
    var run = tasker(HELLO, "-r");

    assertThat(run.status()).isZero();
    assertThat(run.stdout()).contains("Task 0: Executing [local]: echo hello",
        "Task 0: Exit code: 0", "Task 0: STDOUT: hello");
    try (var files = Files.list(directory.resolve("TASKER/logs"))) {
      var names = files.map(f -> f.getFileName().toString()).sorted().toList();
      assertThat(names).hasSize(2)
          .allMatch(n -> n.matches("flow_\\d\\d\\w{3}\\d\\d_.*\\.(log|txt)"));
    }
  }

  @Test
  void allMistakesAreToldAndNothingRuns() throws Exception {
    var run = tasker(HELLO + "next=(exit_0\n\ntask=1\nhostname=h\n", "-r");

    assertThat(run.status()).isEqualTo(20);
    assertThat(run.stdout()).startsWith("# Task validation FAILED.\n").doesNotContain("Executing");
    assertThat(run.stderr())
        .contains("flow.txt:6:6: error: task 0: next: this parenthesis is not closed")
        .contains("flow.txt:8:6: error: task 1: command is missing");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = ';', textBlock = """
      --nonsense; 2; Unknown option
      --dialect 3; 2; is not 1 or 2
      --start-from 9 -r; 12; task 9 is not defined
      --log-level LOUD -r; 2; is not ERROR, WARN, INFO or DEBUG
      -t telepathy -r --skip-host-validation; 2; is not an execution type
      """)
  void aMistakeOfTheCommandLineIsOneLine(String options, int status, String message)
      throws Exception {
    var run = tasker(HELLO.replace("exec=local\n", ""), options.split(" ", -1));

    assertThat(run.status()).isEqualTo(status);
    assertThat(run.stdout() + run.stderr()).contains(message);
  }

  @Test
  void aMissingFileAndAnEmptyOneAreToldApart() throws Exception {
    assertThat(command("tasker", "nowhere.txt").status()).isEqualTo(1);
    assertThat(command("tasker").status()).isEqualTo(2);
    assertThat(tasker("# nothing\n", "-r").status()).isEqualTo(24);
    assertThat(command("tasker", "--help").stdout()).contains("--auto-recovery");
    assertThat(command("tasker", "--version").stdout()).startsWith("tasker 0.");
  }

  @Test
  void remoteTypesAreCalledAsTheyAskFor() throws Exception {
    var bin = Files.createDirectory(directory.resolve("fake"));
    for (var name : List.of("pbrun", "p7s", "wwrs_cli", "ping")) {
      var program = Files.writeString(
          bin.resolve(name),
          "#!/bin/sh\nprintf '%s' \"" + name + "\"\nfor a; do printf ' [%s]' \"$a\"; done\n");
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    product.with("PATH", bin + ":" + System.getenv("PATH"));

    var run = tasker("""
        task=0
        hostname=localhost
        command=ls
        arguments=-l "a b"
        exec=pbrun

        task=1
        hostname=localhost
        command=ls
        arguments=-l "a b"
        exec=p7s

        task=2
        hostname=localhost
        command=1234
        exec=wwrs
        """, "-r");

    assertThat(run.status()).isZero();
    assertThat(run.stdout())
        .contains("Task 0: STDOUT: pbrun [-n] [-h] [localhost] [ls] [-l] [a b]\n")
        .contains("Task 1: STDOUT: p7s [localhost] [ls] [-l] [a b]\n")
        .contains("Task 2: STDOUT: wwrs_cli [localhost] [1234]\n");
  }

  @Test
  void theMoreSpecificSettingWins() throws Exception {
    var slow = HELLO.replace("echo", "sleep").replace("hello", "1000");
    product.with("TASK_EXECUTOR_TIMEOUT", "5").with("TASK_EXECUTOR_TYPE", "pbrun");

    var run = tasker(slow + "next=exit_124\n", "-r");

    assertThat(run.status()).isZero();
    assertThat(run.stdout()).contains("Task 0: Executing [local]", "after timeout of 5 seconds");
  }

  @Test
  void secretsAreNotShown() throws Exception {
    var run = tasker(
        "DB_PASSWORD=opensesame\n" + HELLO.replace("hello", "@DB_PASSWORD@"),
        "-r",
        "--output-json=" + directory.resolve("result.json"));

    assertThat(run.stdout()).contains("<masked len=10>").doesNotContain("opensesame");
    var result = new JsonMapper().readTree(Files.readString(directory.resolve("result.json")));
    assertThat(result.get("variables").get("DB_PASSWORD").asString()).isEqualTo("<masked len=10>");
    try (var logs = Files.list(directory.resolve("TASKER/logs"))) {
      assertThat(logs.filter(f -> f.toString().endsWith(".log"))).allSatisfy(
          f -> assertThat(Files.readString(f)).doesNotContain("opensesame"));
    }
  }

  @Test
  void aFailedFlowIsGoneOnWithWhereItStopped() throws Exception {
    var flow = HELLO + """

        task=1
        hostname=localhost
        command=test
        arguments=-e %s
        exec=local
        next=exit_0

        task=2
        hostname=localhost
        command=echo
        arguments=got @0_stdout@
        exec=local
        """.formatted(directory.resolve("gate"));

    assertThat(tasker(flow, "-r", "--auto-recovery").status()).isEqualTo(1);
    Files.writeString(directory.resolve("gate"), "");
    var again = tasker(flow, "-r", "--auto-recovery");

    assertThat(again.status()).isZero();
    assertThat(again.stdout()).contains("resuming at task 1", "STDOUT: got hello")
        .doesNotContain("Task 0: Executing");
    assertThat(directory.resolve("TASKER/recovery")).isEmptyDirectory();
    assertThat(tasker(flow, "-r", "--auto-recovery").stdout()).contains("Task 0: Executing");
  }

  @Test
  void aSignalEndsTheRunningTask() throws Exception {
    var pid = directory.resolve("pid");
    write("task=0\nhostname=localhost\ncommand=sh\narguments=-c \"echo $$ > " + pid
        + "; sleep 1000\"\nexec=local\n");
    var run = product.startCommand(List.of(program("tasker"), "-r", "flow.txt"));
    await().until(() -> Files.exists(pid) && !Files.readString(pid).isEmpty());

    run.signal("TERM");

    assertThat(run.finish().status()).isEqualTo(143);
    assertThat(Product.runs(Long.parseLong(Files.readString(pid).strip()))).isFalse();
  }

  @Test
  void itsStepsAreNobodysOrphans() throws Exception {
    var up = directory.resolve("up");
    write("task=0\nhostname=localhost\ncommand=sh\narguments=-c \"echo > " + up
        + "; sleep 1000\"\nexec=local\n");
    var run = product.startCommand(List.of(program("tasker"), "-r", "flow.txt"));
    await().until(() -> Files.exists(up));

    assertThat(product.run("--list-workers").stdout()).startsWith("nothing is running");
    assertThat(product.run("-k", "-y").stdout()).isEqualTo("nothing is running\n");

    run.signal("INT");
    assertThat(run.finish().status()).isEqualTo(130);
  }

  @Test
  void anOutputOfAGigabyteTakesNoMemory() throws Exception {
    write("""
        task=0
        hostname=localhost
        command=sh
        arguments=-c "head -c 1000000000 /dev/zero | tr '\\\\0' x; echo; echo needle"
        exec=local
        timeout=60
        next=stdout~needle&stdout_count=2
        """);
    var run = smallTasker("-r", "flow.txt");

    assertThat(run.status()).as(run.stdout() + run.stderr()).isZero();
  }

  @Test
  void manyLargeOutputsTakeNoMemory() throws Exception {
    write("""
        # dialect: 2
        task=0
        hostname=localhost
        command=sh
        arguments=-c "yes | head -c 1000000"
        exec=local
        next=loop
        loop=100
        task=1
        type=parallel
        hostnames=%s
        command=sh
        arguments=-c "yes @task@ | head -c 1000000"
        exec=local
        """.formatted(
        IntStream.range(0, 50).mapToObj("h%d"::formatted).collect(Collectors.joining(","))));
    var run = smallTasker("-r", "--auto-recovery", "--output-json=results.json", "flow.txt");

    assertThat(run.status()).as(run.stdout() + run.stderr()).isZero();
    assertThat(Files.size(directory.resolve("results.json"))).isGreaterThan(50_000_000);
  }

  /// Runs tasker in a heap that is a little larger than it needs.
  private Product.Finished smallTasker(String... args) throws Exception {
    var jar = Product.launcher().resolveSibling("../lib/parallelr.jar").normalize();
    var java = Path.of(System.getProperty("java.home"), "bin/java");
    var command = new ArrayList<>(
        List.of(java.toString(), "-Xmx24m", "--enable-native-access=ALL-UNNAMED", "-cp",
            jar.toString(), "io.parallelr.tasker.TaskerMain"));
    command.addAll(List.of(args));
    return product.startCommand(command).finish();
  }

  @Test
  void aLargeOutputIsThereWhenTheFlowIsTakenUpAgain() throws Exception {
    var flow = """
        task=0
        hostname=localhost
        command=sh
        arguments=-c "yes | head -c 20000"
        exec=local
        task=1
        hostname=localhost
        command=sh
        arguments=-c "test -e go" @0_stdout@
        exec=local
        next=exit_0
        return=0
        """;

    var failed = tasker(flow, "-r", "--auto-recovery");
    assertThat(failed.status()).as(failed.stderr()).isEqualTo(1);
    var state = directory.resolve("TASKER/recovery");
    assertThat(state).isDirectoryRecursivelyContaining("glob:**.out");
    Files.createFile(directory.resolve("go"));
    var run = tasker(flow, "-r", "--auto-recovery");

    assertThat(run.status()).as(run.stdout()).isZero();
    assertThat(run.stdout()).doesNotContain("Task 0: Executing");
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void allThatIsWrongIsToldAtOnce() throws Exception {
    var run = tasker("""
        task=0
        hostname=localhost
        command=true
        exec=nowhere
        sleep=soon
        task=1
        hostname=localhost
        command=true
        arguments=%s "open
        exec=local
        next=exit_0 &
        task=2
        type=parallel
        tasks=3
        next=loop
        loop=2
        task=3
        hostname=localhost
        command=echo
        arguments=it's @0_stdout@
        exec=shell
        """.formatted("x".repeat(300)), "-r");

    assertThat(run.status()).isEqualTo(20);
    assertThat(run.stderr().lines().filter(l -> l.contains("error: "))).satisfiesExactly(
        e -> assertThat(e)
            .contains("flow.txt:4:6: error: task 0: 'nowhere' is not an execution type"),
        e -> assertThat(e)
            .endsWith(":5:7: error: task 0: sleep is 'soon', not a number of seconds"),
        e -> assertThat(e).endsWith(
            ":9:11: error: task 1: arguments: column 302: this quote is not closed"),
        e -> assertThat(e).contains(":11:14: error: task 1: next: "),
        e -> assertThat(e).contains(":15:6: error: task 2: a block cannot loop"));
    assertThat(run.stdout()).doesNotContain("Executing");
  }

  @Test
  void aDryRunShowsTheCommandOfEachType() throws Exception {
    var flow = """
        SECRET_WORD=swordfish
        task=0
        hostname=db1
        command=id
        arguments=-u "two words" @SECRET_WORD@
        task=1
        hostname=db1
        command=echo
        arguments=@0_stdout@
        exec=shell
        """;
    var run = tasker(flow, "--skip-host-validation");

    assertThat(run.stdout()).contains(
        "    [pbrun] pbrun -n -h db1 id -u 'two words' '<masked len=9>'\n",
        "    [shell] /bin/bash -c 'echo @0_stdout@'\n").doesNotContain("swordfish");
    assertThat(tasker(flow, "--skip-host-validation", "-t", "wwrs").stdout())
        .contains("    [wwrs] wwrs_cli db1 'id -u");
    var wrong = tasker(flow, "-t", "nothing");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.stderr()).startsWith("tasker: -t: 'nothing' is not an execution type");
  }

  @Test
  void whoWatchesLearnsOfARunThatWasRefused() throws Exception {
    var told = directory.resolve("told");
    var alert = directory.resolve("alert.sh");
    Files.writeString(alert, """
        #!/bin/sh
        echo "$TASKER_EXIT_CODE $TASKER_FAILED_TASK $TASKER_ERROR" > %s
        test -s "$TASKER_LOG_FILE" && echo alerted
        """.formatted(told));
    alert.toFile().setExecutable(true);

    var run = tasker("task=0\nhostname=h.invalid\ncommand=x\nexec=ssh\n", "-r", "-p", "watched",
        "--output-json=out.json", "--alert-on-failure=" + alert);

    assertThat(run.status()).isEqualTo(21);
    assertThat(told).content().startsWith("21 -1 ").contains("h.invalid");
    assertThat(run.stdout()).contains("alert: alerted");
    assertThat(Files.readString(directory.resolve("TASKER/logs/project_watched_summary.log")))
        .contains("flow.txt\t-1\t\thost_validation\t21\tFAILURE\t");
    var json = JsonMapper.shared().readTree(Files.readString(directory.resolve("out.json")));
    assertThat(json.at("/workflow_metadata/status").asString()).isEqualTo("failed");
    assertThat(json.at("/execution_summary/failure_info/exit_code").asInt()).isEqualTo(21);

    var mistaken = tasker("task=0\ncommand=x\n", "-r", "-p", "watched");
    assertThat(mistaken.status()).isEqualTo(20);
    assertThat(Files.readString(directory.resolve("TASKER/logs/project_watched_summary.log")))
        .contains("\t-1\t\ttask_validation\t20\tFAILURE\t");
  }

  @Test
  void aFlowWhoseLogCannotBeWrittenIsStopped() throws Exception {
    write("task=0\nhostname=localhost\ncommand=echo\narguments=" + "x".repeat(150)
        + "\nexec=local\nnext=loop\nloop=1000\n");
    var run = product.startCommand(
        List.of("bash", "-c", "ulimit -f 16; exec " + program("tasker") + " -r flow.txt"))
        .finish();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.stderr()).contains("the log cannot be written").doesNotContain("\tat ");
  }

  @Test
  void optionsAreShownWithWhereTheyAreFrom() throws Exception {
    product.with("TASK_EXECUTOR_TYPE", "ssh");
    var run = tasker("--auto-recovery\n--log-level=WARN\n" + HELLO, "--show-effective-args",
        "-p", "nightly", "--log-level=DEBUG");

    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(run.stdout().lines()).contains(
        "--project: nightly  (command line)",
        "--log-level: DEBUG  (command line)",
        "--auto-recovery: true  (flow file)",
        "--type: ssh  (environment variable TASK_EXECUTOR_TYPE)",
        "--dialect: 1  (configuration tasker.dialect)",
        "--timeout: 30  (default)",
        "--run: false  (default)");
  }

  @Test
  void optionsAreShownAsTheyAreTaken() throws Exception {
    product.with("TASK_EXECUTOR_TIMEOUT", "2000");
    var flow = "# dialect: 2\n" + HELLO;

    assertThat(
        tasker(flow, "--show-effective-args", "--dialect=1", "-d", "--output-json").stdout()
            .lines())
        .contains(
            "--dialect: 2  (comment in the flow file)",
            "--log-level: DEBUG  (--debug)",
            "--auto-recovery: true  (--output-json)",
            "--output-json: tasker's own directory  (command line)",
            "--timeout: 1000  (environment variable TASK_EXECUTOR_TIMEOUT)");
    assertThat(tasker(flow, "--show-effective-args", "-o", "1").stdout())
        .contains("--timeout: 5  (command line)\n");
    assertThat(directory.resolve("TASKER")).doesNotExist();
  }

  @Test
  void aBlockIsTheLastTaskOfASummary() throws Exception {
    assertThat(tasker("""
        task=0
        type=parallel
        tasks=1,2
        next=never
        task=1
        hostname=localhost
        command=true
        exec=local
        task=2
        hostname=localhost
        command=true
        exec=local
        """, "-r", "-p", "blocks").status()).isZero();

    assertThat(directory.resolve("TASKER/logs/project_blocks_summary.log")).content()
        .contains("\t0\tparallel\tparallel execution of tasks [1, 2]\t0\tSUCCESS\t");
  }

  @Test
  void theStateOfAnEarlierRunIsShown() throws Exception {
    var flow = HELLO + "task=1\nhostname=localhost\ncommand=false\nexec=local\nnext=exit_0\n";
    assertThat(tasker(flow, "--show-recovery-info").stdout()).startsWith("there is no state in ");
    assertThat(tasker(flow, "-r", "--auto-recovery").status()).isEqualTo(1);

    var shown = tasker(flow, "--show-recovery-info");

    assertThat(shown.status()).isZero();
    assertThat(shown.stdout())
        .contains("resumes at: task 1\n", "succeeded: [0]\n")
        .doesNotContain("Executing");
    assertThat(command("tasker", "--show-recovery-info", "./flow.txt").stdout())
        .isEqualTo(shown.stdout());
    assertThat(tasker(flow + "# changed\n", "--show-recovery-info").stdout())
        .contains("cannot be resumed: the flow file has changed");
  }

  @Test
  void aStateThatCannotBeGoneOnWithIsSaidAndKept() throws Exception {
    var flow = HELLO.replace("echo", "false") + "next=exit_0\n";
    assertThat(tasker(flow, "-r", "--auto-recovery").status()).isEqualTo(1);
    Path state;
    try (var files = Files.list(directory.resolve("TASKER/recovery"))) {
      state = files.filter(f -> f.toString().endsWith(".json")).findFirst().orElseThrow();
    }
    var later = Files.readString(state).replace("\"1.0\"", "\"2.0\"");
    Files.writeString(state, later);

    var shown = tasker(flow, "--show-recovery-info");

    assertThat(shown.status()).isZero();
    assertThat(shown.stdout()).contains("cannot be resumed: it has version 2.0");
    assertThat(tasker(flow, "-r", "--auto-recovery").status()).isEqualTo(12);
    Files.writeString(state, "{");
    assertThat(tasker(flow, "--show-recovery-info").stdout())
        .contains("cannot be resumed: not JSON");
    assertThat(state).hasContent("{");
  }

  @Test
  void variablesOfTheEnvironmentAreLookedForBeforeAnythingRuns() throws Exception {
    product.with("TASKER_GREETING", "hello").with("OTHER", "x");
    var flow = "# dialect: 2\nA=${TASKER_GREETING} all\nB=/$GONE\n"
        + HELLO.replace("=hello", "=@A@");

    var run = tasker(flow, "-r");
    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(run.stdout()).contains("STDOUT: hello all");
    assertThat(run.stderr()).isEmpty();

    var used = tasker(flow.replace("=@A@", "=@A@ @B@"), "-r");
    assertThat(used.status()).isEqualTo(20);
    assertThat(used.stderr()).contains("flow.txt:3:4: error: $GONE is not set");
    assertThat(used.stdout()).doesNotContain("Executing");

    var strict = tasker(flow.replace("$GONE", "$OTHER"), "-r", "--strict-env-validation");
    assertThat(strict.status()).isEqualTo(20);
    assertThat(strict.stderr()).contains("flow.txt:3:4: error: $OTHER: only names that begin");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = ';', textBlock = """
      --help; 20; is not allowed in a flow file
      --force-instance; 20; is not allowed in a flow file
      -project=x; 2; has one dash too few
      --skip-vali; 2; is not an option of tasker
      --auto-recovery=yes; 2; takes no value
      --skip-validation=true; 0; is ignored in a flow file
      --skip-security-validation; 0; is ignored in a flow file
      --fire-and-forget; 0; is ignored in a flow file
      """)
  void aFileMayNotHoldEachOption(String option, int status, String message) throws Exception {
    var run = tasker(option + "\n" + HELLO, "-r");

    assertThat(run.status()).as(run.stderr()).isEqualTo(status);
    assertThat(run.stderr()).contains("flow.txt:1: ", message);
    assertThat(run.stdout()).doesNotContain("WARNING");
  }

  @Test
  void whatIsNotCheckedIsSaid() throws Exception {
    var flow = "# dialect: 2\n" + HELLO.replace("=hello", "=../hello");

    assertThat(tasker(flow, "-r").status()).isEqualTo(20);
    var run = tasker(flow, "-r", "--skip-security-validation");
    assertThat(run.status()).isZero();
    assertThat(run.stdout())
        .startsWith("WARNING: hosts, commands and arguments are not checked for harm\n");
  }

  @Test
  void flowFilesAreFormatted() throws Exception {
    write("task = 0\n\n\ncommand=echo\nhostname=h # no comment\n");
    var file = directory.resolve("flow.txt");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-----"));
    var link = Files.createSymbolicLink(directory.resolve("link.txt"), file);
    var form = "task=0\nhostname=h # no comment\ncommand=echo\n";

    assertThat(command("tasker", "format", "flow.txt").stdout()).isEqualTo(form);
    var check = command("tasker", "format", "--check", "flow.txt");
    assertThat(check.status()).isEqualTo(1);
    assertThat(check.stdout()).isEqualTo(file + "\n");
    assertThat(command("tasker", "format", "--write", "link.txt").status()).isZero();
    assertThat(file).hasContent(form);
    assertThat(link).isSymbolicLink();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-----"));
    assertThat(command("tasker", "format", "--check", "flow.txt").status()).isZero();

    Files.writeString(file, "task=0\nnext=(\n");
    var wrong = command("tasker", "format", "-w", "flow.txt");
    assertThat(wrong.status()).isEqualTo(20);
    assertThat(wrong.stderr()).contains("flow.txt:2:");
    assertThat(file).hasContent("task=0\nnext=(\n");
    assertThat(command("tasker", "format").status()).isEqualTo(2);
  }

  @Test
  void aBinaryFileIsRefusedInOneLine() throws Exception {
    Files.write(directory.resolve("flow.bin"), new byte[]{'t', 'a', 's', 'k', '=', 0, 27, '\n'});

    var run = command("tasker", "-r", "flow.bin");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.stderr()).endsWith("flow.bin is not a flow file: it is not text\n")
        .hasLineCount(1);
  }

  @Test
  void manyProcessesAddToTheSummaryOfAProject() throws Exception {
    var runs = new ArrayList<Product.Started>();
    write(HELLO);
    for (int i = 0; i < 20; i++) {
      runs.add(product.startCommand(List.of(program("tasker"), "-r", "-p", "many", "flow.txt")));
    }
    for (var run : runs) {
      assertThat(run.finish().status()).isZero();
    }

    var lines = Files.readAllLines(directory.resolve("TASKER/logs/project_many_summary.log"));
    assertThat(lines).hasSize(21);
    assertThat(lines.getFirst()).startsWith("#Timestamp\tTask_File\tTask_ID\tHostname");
    assertThat(lines.subList(1, 21))
        .allMatch(
            l -> l.matches("[^\t]+\tflow.txt\t0\tlocalhost\techo hello\t0\tSUCCESS\t.+\\.log"));
  }

  @Test
  void theJarRunsOnTheDefaultJava() throws Exception {
    write(HELLO + "return=4\n");
    var jar = Product.launcher().resolveSibling("../lib/tasker.jar").normalize();

    var run =
        product.startCommand(List.of("java", "-jar", jar.toString(), "-r", "flow.txt")).finish();

    assertThat(run.status()).as(run.stderr()).isEqualTo(4);
  }

  @Test
  void ptaskerRunsADirectoryOfFlowsAsOneProject() throws Exception {
    product.task("a.txt", HELLO);
    product.task("b.txt", HELLO.replace("command=echo", "command=false") + "next=exit_0\n");

    var run = command("ptasker", "-T", "tasks", "-p", "both", "-r");

    assertThat(run.status()).isEqualTo(1);
    assertThat(product.statuses()).containsEntry("a.txt", "SUCCESS")
        .containsEntry("b.txt",
            "FAILED");
    assertThat(Files.readAllLines(directory.resolve("TASKER/logs/project_both_summary.log")))
        .hasSize(3);
    assertThat(command("ptasker", "-C", "x", "-T", "tasks").status()).isEqualTo(2);
    assertThat(command("ptasker", "-T", "tasks").stderr())
        .matches("ptasker: project parallelr_[0-9a-f]{6}\n");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sampleFlows")
  void aSampleFlowSucceeds(String name) throws Exception {
    var file = Product.launcher().resolveSibling("../tasks/flows").resolve(name).normalize();

    var run = command("tasker", "-r", file.toString());

    assertThat(run.status()).as(run.stdout() + run.stderr()).isZero();
    assertThat(run.stderr()).isEmpty();
    assertThat(command("tasker", "graph", file.toString()).stdout()).startsWith("flowchart TD");
  }

  static List<String> sampleFlows() throws IOException {
    try (var files = Files.list(Product.launcher().resolveSibling("../tasks/flows"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void sshRunsCommandsOnAnotherHost() throws Exception {
    var sshd = Path.of("/usr/sbin/sshd");
    assumeThat(sshd).isExecutable();
    try (var server = new SshServer(directory.resolve("ssh"), sshd)) {
      product.with("PATH", server.clients() + ":" + System.getenv("PATH"));

      var run = tasker("""
          task=0
          hostname=localhost
          command=printf
          arguments=[%s] "a b" 'it''s $HOME'
          exec=ssh
          next=stdout~"[a b]"
          """, "-r", "--skip-host-validation");

      assertThat(run.status()).as(run.stdout() + run.stderr()).isZero();
      assertThat(run.stdout()).contains("STDOUT: [a b][its $HOME]");
    }
  }

  private Product.Finished tasker(String flow, String... options) throws Exception {
    write(flow);
    return command(
        "tasker",
        Stream.concat(Stream.of(options), Stream.of("flow.txt")).toArray(String[]::new));
  }

  private void write(String flow) throws IOException {
    Files.writeString(directory.resolve("flow.txt"), flow);
  }

  private Product.Finished command(String name, String... arguments) throws Exception {
    return product
        .startCommand(Stream.concat(Stream.of(program(name)), Stream.of(arguments)).toList())
        .finish();
  }

  private static String program(String name) {
    return Product.launcher().resolveSibling(name).toString();
  }
}
