package io.parallelr.cli;

import static io.parallelr.cli.Tasker.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is checked before a flow runs.
@Timeout(60)
@ExtendWith(ProductExtension.class)
class TaskerChecksIT {
  private final Product product;
  private final Path directory;
  private final Tasker tasker;

  TaskerChecksIT(Product product) {
    this.product = product;
    directory = product.directory();
    tasker = new Tasker(product);
  }

  @Test
  void allMistakesAreToldAndNothingRuns() throws Exception {
    var run = tasker.run(HELLO + "next=(exit_0\n\ntask=1\nhostname=h\n", "-r");

    assertThat(run.status()).isEqualTo(20);
    assertThat(run.stdout()).startsWith("# Task validation FAILED.\n").doesNotContain("Executing");
    assertThat(run.stderr())
        .contains("flow.txt:6:6: error: task 0: next: this parenthesis is not closed")
        .contains("flow.txt:8:6: error: task 1: command is missing");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() throws Exception {
    var run = tasker.run("""
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
  void variablesOfTheEnvironmentAreLookedForBeforeAnythingRuns() throws Exception {
    product.with("TASKER_GREETING", "hello").with("OTHER", "x");
    var flow = "# dialect: 2\nA=${TASKER_GREETING} all\nB=/$GONE\n"
        + HELLO.replace("=hello", "=@A@");

    var run = tasker.run(flow, "-r");
    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(run.stdout()).contains("STDOUT: hello all");
    assertThat(run.stderr()).isEmpty();

    var used = tasker.run(flow.replace("=@A@", "=@A@ @B@"), "-r");
    assertThat(used.status()).isEqualTo(20);
    assertThat(used.stderr()).contains("flow.txt:3:4: error: $GONE is not set");
    assertThat(used.stdout()).doesNotContain("Executing");

    var strict = tasker.run(flow.replace("$GONE", "$OTHER"), "-r", "--strict-env-validation");
    assertThat(strict.status()).isEqualTo(20);
    assertThat(strict.stderr()).contains("flow.txt:3:4: error: $OTHER: only names that begin");
  }

  @Test
  void whatIsNotCheckedIsSaid() throws Exception {
    var flow = "# dialect: 2\n" + HELLO.replace("=hello", "=../hello");

    assertThat(tasker.run(flow, "-r").status()).isEqualTo(20);
    var run = tasker.run(flow, "-r", "--skip-security-validation");
    assertThat(run.status()).isZero();
    assertThat(run.stdout())
        .startsWith("WARNING: hosts, commands and arguments are not checked for harm\n");
  }

  /// All places are looked at before anything runs.
  @ParameterizedTest
  @ValueSource(strings = {"--output-json=missing/result.json", "--output-json=TAKEN"})
  void aPlaceThatCannotBeUsedIsToldBeforeAnythingRuns(String option) throws Exception {
    Files.createDirectory(directory.resolve("TAKEN"));

    var run = tasker.run(echo("done"), "-r", option);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr().lines()).hasSize(1);
    assertThat(run.stderr()).startsWith("tasker: " + option.split("=", 2)[0] + ": " + directory);
    assertThat(run.stdout()).doesNotContain("Executing");
  }

  /// It was seen when the flow had run, and ended it with another exit code.
  @ParameterizedTest
  @ValueSource(strings = {"--output-json=/proc/x.json", "--output-json", "--auto-recovery",
      "--log-dir=/proc/xx", "--log-dir=/proc", "--log-dir=flow.txt"})
  void aPlaceThatTakesNoFilesIsToldBeforeAnythingRuns(String option) throws Exception {
    var places = Files.createDirectory(directory.resolve("TASKER"));
    Files.createFile(places.resolve("output"));
    Files.createFile(places.resolve("recovery"));

    var run = tasker.run(echo("done"), "-r", option);

    assertThat(run.status()).as(run.stderr()).isEqualTo(2);
    assertThat(run.stderr().lines()).hasSize(1);
    assertThat(run.stderr()).startsWith("tasker: ").doesNotContain("Exception");
    assertThat(run.stdout()).doesNotContain("Executing");
  }

  /// An alert program is for the end, and no reason to leave the flow undone.
  @ParameterizedTest
  @ValueSource(strings = {"missing", "flow.txt"})
  void anAlertProgramThatCannotBeRunIsToldBeforeAnythingRuns(String program) throws Exception {
    var run = tasker.run(echo("done"), "-r", "--alert-on-failure=" + program);

    assertThat(run.status()).isZero();
    assertThat(run.stderr()).startsWith(
        "tasker: warning: --alert-on-failure: " + directory.resolve(program) + " ");
  }

  private static String echo(String text) {
    return "task=0\nhostname=localhost\ncommand=echo\narguments=%s\nexec=local\n".formatted(text);
  }
}
