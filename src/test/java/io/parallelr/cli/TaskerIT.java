package io.parallelr.cli;

import static io.parallelr.cli.Tasker.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What tasker does with a flow, and its subcommands.
@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class TaskerIT {
  private final Product product;
  private final Path directory;
  private final Tasker tasker;

  TaskerIT(Product product) {
    this.product = product;
    directory = product.directory();
    tasker = new Tasker(product);
  }

  @Test
  void aDryRunShowsWhatEachTaskWouldDo() throws Exception {
    var shown = tasker.run(HELLO + "next=exit_0\ngoto=5\n\ntask=5\nreturn=3\n");

    assertThat(shown.status()).isZero();
    assertThat(shown.stdout()).isEqualTo("""
        # dialect 1, 2 tasks
        Task 0: localhost: echo hello  next if exit_0  failure -> 5
            [local] echo hello
        Task 5: RETURN 3
        """);
    assertThat(directory.resolve("TASKER")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-n", "--dry-run"})
  void aDryRunCanBeAskedFor(String option) throws Exception {
    var shown = tasker.run("--run\n" + echo("done"), option);

    assertThat(shown.status()).as(shown.stderr()).isZero();
    assertThat(shown.stdout()).startsWith("# dialect 1, 1 task\n").doesNotContain("Executing");
    var both = tasker.run(echo("done"), option, "-r");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.stderr()).isEqualTo("tasker: -n only shows what -r runs; choose one\n");
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
    var run = tasker.run(flow, "--skip-host-validation");

    assertThat(run.stdout()).contains(
        "    [pbrun] pbrun -n -h db1 id -u 'two words' '<masked len=9>'\n",
        "    [shell] /bin/bash -c 'echo @0_stdout@'\n").doesNotContain("swordfish");
    assertThat(tasker.run(flow, "--skip-host-validation", "-t", "wwrs").stdout())
        .contains("    [wwrs] wwrs_cli db1 'id -u");
    var wrong = tasker.run(flow, "-t", "nothing");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.stderr()).startsWith("tasker: -t: 'nothing' is not an execution type");
  }

  @Test
  void aRunLeavesALogAndACopyOfTheFlow() throws Exception {
    var run = tasker.run(HELLO, "-r");

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
  void aMissingFileAndAnEmptyOneAreToldApart() throws Exception {
    assertThat(product.command("tasker", "nowhere.txt").status()).isEqualTo(1);
    assertThat(product.command("tasker").status()).isEqualTo(2);
    assertThat(tasker.run("# nothing\n", "-r").status()).isEqualTo(24);
    assertThat(product.command("tasker", "--help").stdout()).contains("--auto-recovery");
    assertThat(product.command("tasker", "--version").stdout()).startsWith("tasker 0.");
  }

  @Test
  void aBinaryFileIsRefusedInOneLine() throws Exception {
    Files.write(directory.resolve("flow.bin"), new byte[]{'t', 'a', 's', 'k', '=', 0, 27, '\n'});

    var run = product.command("tasker", "-r", "flow.bin");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.stderr()).endsWith("flow.bin is not a flow file: it is not text\n")
        .hasLineCount(1);
  }

  /// A name drove the terminal, and was altered in the log.
  @Test
  void namesOfFlowsAreWrittenOut() throws Exception {
    var script =
        "f=$(printf 'g\\033[1m\\374.flow'); printf 'task=0\\n\\n\\nexec=local\\nhostname=localhost\\ncommand=true\\n' >\"$f\"; "
            + "\"$0\" format --check \"$f\"; \"$0\" -r \"$f\"";

    var run = product.startCommand(
        List.of("sh", "-c", script, Product.program("tasker")))
        .finish();

    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(run.stdout()).contains("g\\x1b[1m\\xfc.flow\n", "/g\\x1b[1m\\xfc.flow, dialect 1")
        .doesNotContain("\033");
  }

  @Test
  void aSignalEndsTheRunningTask() throws Exception {
    var pid = directory.resolve("pid");
    tasker.write("task=0\nhostname=localhost\ncommand=sh\narguments=-c \"echo $$ > " + pid
        + "; sleep 1000\"\nexec=local\n");
    var run = product.startCommand(List.of(Product.program("tasker"), "-r", "flow.txt"));
    await().until(() -> Files.exists(pid) && !Files.readString(pid).isEmpty());

    run.signal("TERM");

    assertThat(run.finish().status()).isEqualTo(143);
    assertThat(Product.runs(Long.parseLong(Files.readString(pid).strip()))).isFalse();
  }

  @Test
  void itsStepsAreNobodysOrphans() throws Exception {
    var up = directory.resolve("up");
    tasker.write("task=0\nhostname=localhost\ncommand=sh\narguments=-c \"echo > " + up
        + "; sleep 1000\"\nexec=local\n");
    var run = product.startCommand(List.of(Product.program("tasker"), "-r", "flow.txt"));
    await().until(() -> Files.exists(up));

    assertThat(product.run("--list-workers").stdout()).startsWith("nothing is running");
    assertThat(product.run("-k", "-y").stdout()).isEqualTo("nothing is running\n");

    run.signal("INT");
    assertThat(run.finish().status()).isEqualTo(130);
  }

  @Test
  void flowFilesAreFormatted() throws Exception {
    tasker.write("task = 0\n\n\ncommand=echo\nhostname=h # no comment\n");
    var file = directory.resolve("flow.txt");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-----"));
    var link = Files.createSymbolicLink(directory.resolve("link.txt"), file);
    var form = "task=0\nhostname=h # no comment\ncommand=echo\n";

    assertThat(product.command("tasker", "format", "flow.txt").stdout()).isEqualTo(form);
    var check = product.command("tasker", "format", "--check", "flow.txt");
    assertThat(check.status()).isEqualTo(1);
    assertThat(check.stdout()).isEqualTo(file + "\n");
    assertThat(product.command("tasker", "format", "--write", "link.txt").status()).isZero();
    assertThat(file).hasContent(form);
    assertThat(link).isSymbolicLink();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-----"));
    assertThat(product.command("tasker", "format", "--check", "flow.txt").status()).isZero();

    Files.writeString(file, "task=0\nnext=(\n");
    var wrong = product.command("tasker", "format", "-w", "flow.txt");
    assertThat(wrong.status()).isEqualTo(20);
    assertThat(wrong.stderr()).contains("flow.txt:2:");
    assertThat(file).hasContent("task=0\nnext=(\n");
    assertThat(product.command("tasker", "format").status()).isEqualTo(2);
  }

  /// So it was with `tasker format -w`.
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
            Product.program("tasker"), "format", "-w", "fifo"))
        .finish();

    assertThat(writer.waitFor()).isZero();
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr()).contains("fifo is not a regular file");
    assertThat(Files.isRegularFile(fifo)).isFalse();
  }

  @Test
  void theJarRunsOnTheDefaultJava() throws Exception {
    tasker.write(HELLO + "return=4\n");
    var jar = Product.launcher().resolveSibling("../lib/tasker.jar").normalize();

    var run =
        product.startCommand(List.of("java", "-jar", jar.toString(), "-r", "flow.txt")).finish();

    assertThat(run.status()).as(run.stderr()).isEqualTo(4);
  }

  @Test
  void ptaskerRunsADirectoryOfFlowsAsOneProject() throws Exception {
    product.task("a.txt", HELLO);
    product.task("b.txt", HELLO.replace("command=echo", "command=false") + "next=exit_0\n");

    var run = product.command("ptasker", "-T", "tasks", "-p", "both", "-r");

    assertThat(run.status()).isEqualTo(1);
    assertThat(product.statuses()).containsEntry("a.txt", "SUCCESS")
        .containsEntry("b.txt",
            "FAILED");
    assertThat(Files.readAllLines(directory.resolve("TASKER/logs/project_both_summary.log")))
        .hasSize(3);
    assertThat(product.command("ptasker", "-C", "x", "-T", "tasks").status()).isEqualTo(2);
    assertThat(product.command("ptasker", "-T", "tasks").stderr())
        .matches("ptasker: project parallelr_[0-9a-f]{6}\n");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sampleFlows")
  void aSampleFlowSucceeds(String name) throws Exception {
    var file = Product.launcher().resolveSibling("../tasks/flows").resolve(name).normalize();

    var run = product.command("tasker", "-r", file.toString());

    assertThat(run.status()).as(run.stdout() + run.stderr()).isZero();
    assertThat(run.stderr()).isEmpty();
    assertThat(product.command("tasker", "graph", file.toString()).stdout())
        .startsWith("flowchart TD");
  }

  static List<String> sampleFlows() throws IOException {
    try (var files = Files.list(Product.launcher().resolveSibling("../tasks/flows"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static String echo(String text) {
    return "task=0\nhostname=localhost\ncommand=echo\narguments=%s\nexec=local\n".formatted(text);
  }
}
