package io.parallelr.cli;

import static io.parallelr.cli.Tasker.HELLO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/// The log, the result document, the summary of a project and the alert.
@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class TaskerReportsIT {
  private final Product product;
  private final Path directory;
  private final Tasker tasker;

  TaskerReportsIT(Product product) {
    this.product = product;
    directory = product.directory();
    tasker = new Tasker(product);
  }

  @Test
  void secretsAreNotShown() throws Exception {
    var run = tasker.run(
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

  /// The directory was missing when the flow had ended.
  @Test
  void theResultDocumentIsWrittenInAFreshHome() throws Exception {
    var run = tasker.run(echo("done"), "--output-json", "-r");

    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(directory.resolve("TASKER/output"))
        .isDirectoryContaining(file -> file.toString().endsWith(".json"));
  }

  /// A link became a file, and its target was left as it was.
  @Test
  void documentsGoThroughLinks() throws Exception {
    var logs = Files.createDirectories(directory.resolve("TASKER/logs"));
    var fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    var link = Files.createSymbolicLink(directory.resolve("link.json"), Path.of("result.json"));
    Files.createSymbolicLink(logs.resolve("project_p_summary.log"), fifo);
    var read = new ProcessBuilder("cat", fifo.toString()).start();

    var run = tasker.run(echo("done"), "-r", "--output-json=link.json", "-p", "p");

    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(directory.resolve("result.json")).content().contains("\"stdout\":\"done\"");
    assertThat(new String(read.getInputStream().readAllBytes(), UTF_8)).contains("\tSUCCESS\t");
    assertThat(Files.isRegularFile(fifo)).isFalse();
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

    var run = tasker.run("task=0\nhostname=h.invalid\ncommand=x\nexec=ssh\n", "-r", "-p", "watched",
        "--output-json=out.json", "--alert-on-failure=" + alert);

    assertThat(run.status()).isEqualTo(21);
    assertThat(told).content().startsWith("21 -1 ").contains("h.invalid");
    assertThat(run.stdout()).contains("alert: alerted");
    assertThat(Files.readString(directory.resolve("TASKER/logs/project_watched_summary.log")))
        .contains("flow.txt\t-1\t\thost_validation\t21\tFAILURE\t");
    var json = JsonMapper.shared().readTree(Files.readString(directory.resolve("out.json")));
    assertThat(json.at("/workflow_metadata/status").asString()).isEqualTo("failed");
    assertThat(json.at("/execution_summary/failure_info/exit_code").asInt()).isEqualTo(21);

    var mistaken = tasker.run("task=0\ncommand=x\n", "-r", "-p", "watched");
    assertThat(mistaken.status()).isEqualTo(20);
    assertThat(Files.readString(directory.resolve("TASKER/logs/project_watched_summary.log")))
        .contains("\t-1\t\ttask_validation\t20\tFAILURE\t");
  }

  @Test
  void aFlowWhoseLogCannotBeWrittenIsStopped() throws Exception {
    tasker.write("task=0\nhostname=localhost\ncommand=echo\narguments=" + "x".repeat(150)
        + "\nexec=local\nnext=loop\nloop=1000\n");
    var run = product.startCommand(
        List.of("bash", "-c", "ulimit -f 16; exec " + Product.program("tasker") + " -r flow.txt"))
        .finish();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.stderr()).contains("the log cannot be written").doesNotContain("\tat ");
  }

  @Test
  void aBlockIsTheLastTaskOfASummary() throws Exception {
    assertThat(tasker.run("""
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
  void manyProcessesAddToTheSummaryOfAProject() throws Exception {
    var runs = new ArrayList<Product.Started>();
    tasker.write(HELLO);
    for (int i = 0; i < 20; i++) {
      runs.add(
          product.startCommand(List.of(Product.program("tasker"), "-r", "-p", "many", "flow.txt")));
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
  void anOutputOfAGigabyteTakesNoMemory() throws Exception {
    tasker.write("""
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
    tasker.write("""
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

  private static String echo(String text) {
    return "task=0\nhostname=localhost\ncommand=echo\narguments=%s\nexec=local\n".formatted(text);
  }
}
