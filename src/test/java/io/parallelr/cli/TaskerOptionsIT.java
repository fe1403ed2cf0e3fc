package io.parallelr.cli;

import static io.parallelr.cli.Tasker.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The options of tasker on the command line, in flow files and in the environment.
@Timeout(60)
@ExtendWith(ProductExtension.class)
class TaskerOptionsIT {
  private final Product product;
  private final Path directory;
  private final Tasker tasker;

  TaskerOptionsIT(Product product) {
    this.product = product;
    directory = product.directory();
    tasker = new Tasker(product);
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
    var run = tasker.run(HELLO.replace("exec=local\n", ""), options.split(" ", -1));

    assertThat(run.status()).isEqualTo(status);
    assertThat(run.stdout() + run.stderr()).contains(message);
  }

  @Test
  void aFlowMustBeAllowedAStep() throws Exception {
    var run = tasker.run("task=0\nhostname=localhost\ncommand=true\n", "-r", "--max-steps", "0");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr()).contains("--max-steps: '0' is not a whole number of at least 1");
  }

  @Test
  void theMoreSpecificSettingWins() throws Exception {
    var slow = HELLO.replace("echo", "sleep").replace("hello", "1000");
    product.with("TASK_EXECUTOR_TIMEOUT", "5").with("TASK_EXECUTOR_TYPE", "pbrun");

    var run = tasker.run(slow + "next=exit_124\n", "-r");

    assertThat(run.status()).isZero();
    assertThat(run.stdout()).contains("Task 0: Executing [local]", "after timeout of 5 seconds");
  }

  @Test
  void optionsAreShownWithWhereTheyAreFrom() throws Exception {
    product.with("TASK_EXECUTOR_TYPE", "ssh");
    var run = tasker.run("--auto-recovery\n--log-level=WARN\n" + HELLO, "--show-effective-args",
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
        tasker.run(flow, "--show-effective-args", "--dialect=1", "-d", "--output-json")
            .stdout()
            .lines())
        .contains(
            "--dialect: 2  (comment in the flow file)",
            "--log-level: DEBUG  (--debug)",
            "--auto-recovery: true  (--output-json)",
            "--output-json: tasker's own directory  (command line)",
            "--timeout: 1000  (environment variable TASK_EXECUTOR_TIMEOUT)");
    assertThat(tasker.run(flow, "--show-effective-args", "-o", "1").stdout())
        .contains("--timeout: 5  (command line)\n");
    assertThat(directory.resolve("TASKER")).doesNotExist();
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
    var run = tasker.run(option + "\n" + HELLO, "-r");

    assertThat(run.status()).as(run.stderr()).isEqualTo(status);
    assertThat(run.stderr()).contains("flow.txt:1: ", message);
    assertThat(run.stdout()).doesNotContain("WARNING");
  }

  /// `--debug` changed nothing.
  @Test
  void debugShowsConditionsRoutesAndCommandLines() throws Exception {
    var flow = echo("'a b'") + "next=exit_0\n" + echo("x").replace("task=0", "task=1");

    assertThat(tasker.run(flow, "-r", "--debug").stdout())
        .contains("DEBUG: Task 0: exit", "is true", "DEBUG: Task 0: command line echo 'a b'");
    assertThat(tasker.run(flow, "-r").stdout()).doesNotContain("DEBUG");
  }

  private static String echo(String text) {
    return "task=0\nhostname=localhost\ncommand=echo\narguments=%s\nexec=local\n".formatted(text);
  }
}
