package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
@ExtendWith(ProductExtension.class)
class RunIT {
  private final Product product;

  RunIT(Product product) {
    this.product = product;
  }

  @Test
  void runsABatchAndRecordsIt() throws Exception {
    product.task("a ok.sh", "echo hello; echo warn >&2");
    product.task("b-fail.sh", "exit 3");
    product.task("c-slow.sh", "sleep 30");
    product.task("d-killed.sh", "kill -TERM $$");

    var run = product.run("-T", "tasks", "-C", "bash @TASK@", "-r", "-m", "4", "-t", "0.5");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.stdout()).contains("4 total: 1 succeeded, 2 failed, 1 timed out")
        .contains("Success rate      25.0 %");
    assertThat(run.stderr()).contains("FAILED")
        .contains("Exit code 3")
        .contains("Timeout after 0.5s")
        .doesNotContain("Exception");
    assertThat(product.statuses()).isEqualTo(Map.of(
        "a ok.sh", "SUCCESS",
        "b-fail.sh", "FAILED",
        "c-slow.sh", "TIMEOUT",
        "d-killed.sh", "FAILED"));
    var ok = line("a ok.sh");
    assertThat(ok.get("stdout").asString()).isEqualTo("hello\n");
    assertThat(ok.get("stderr").asString()).isEqualTo("warn\n");
    assertThat(ok.get("command_executed").asString())
        .isEqualTo("bash '" + product.file("").toRealPath() + "/tasks/a ok.sh'");
    assertThat(line("d-killed.sh").get("signal").asString()).isEqualTo("SIGTERM");
    assertThat(line("d-killed.sh").get("exit_code").asInt()).isEqualTo(143);
    assertThat(product.journal("session").getFirst().get("max_workers").asInt()).isEqualTo(4);
    assertThat(product.journal("start")).hasSize(4);
    assertThat(product.journal("summary").getFirst().get("exit_status").asInt()).isEqualTo(1);
    assertThat(Files.readAllLines(product.latestRun().resolve("summary.csv"))).hasSize(5);
    assertThat(product.latestRun().resolve("output/000001.out")).hasContent("hello\n");
    assertThat(product.latestRun().resolve("run.log")).content().contains("b-fail.sh");
    assertThat(product.latestRun().resolve("request.json")).exists();
  }

  @Test
  void bothLaunchersComeToTheSame() throws Exception {
    product.task("a.sh", "echo $PARALLELR_SLOT");
    product.task("b.sh", "exit 9");

    var run = product.with("PARALLELR_EXECUTION_LAUNCHER", "portable")
        .run("-T", "tasks", "-C", "bash @TASK@", "-r", "-m", "1");

    assertThat(run.status()).isEqualTo(1);
    assertThat(product.statuses()).isEqualTo(Map.of("a.sh", "SUCCESS", "b.sh", "FAILED"));
    assertThat(line("a.sh").get("stdout").asString()).isEqualTo("1\n");
    assertThat(product.journal("session").getFirst().get("launcher").asString())
        .isEqualTo("portable");
  }

  @Test
  void allSucceededIsStatusZero() throws Exception {
    product.task("a.sh", "true");

    assertThat(product.run("-T", "tasks", "-C", "bash @TASK@", "-r").status()).isZero();
    assertThat(product.latestRun().resolve("output")).doesNotExist();
  }

  @Test
  void withoutRunItOnlyShowsCommandsThatAShellCanRun() throws Exception {
    var file = product.task("it's a $(touch pwned).sh", "echo ran");

    var run = product.run("-T", "tasks", "-C", "bash @TASK@");

    assertThat(run.status()).isZero();
    assertThat(run.stdout()).contains("# 1 task, up to ")
        .contains("bash '" + file.toRealPath().toString().replace("'", "'\\''") + "'");
    assertThat(product.home()).doesNotExist();
    var pasted = product.startCommand(java.util.List.of("sh", "-c", run.stdout())).finish();
    assertThat(pasted.stdout()).isEqualTo("ran\n");
    assertThat(product.file("pwned")).doesNotExist();
  }

  @Test
  void printsOutputGroupedAndToItsOwnStream() throws Exception {
    for (int i = 0; i < 4; i++) {
      product.task("t" + i, "for i in 1 2 3; do echo out%1$d; echo err%1$d >&2; sleep 0.02; done"
          .formatted(i));
    }

    var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "--print", "-q");

    assertThat(run.stdout().lines()).hasSize(12);
    for (int i = 0; i < 4; i++) {
      assertThat(run.stdout()).contains(("out" + i + "\n").repeat(3));
      assertThat(run.stderr()).contains(("err" + i + "\n").repeat(3));
    }
  }

  @Test
  void nobodyReadingWhatIsPrintedDoesNotEndTheRun() throws Exception {
    for (int i = 0; i < 5; i++) {
      product.task("t" + i, "echo " + i);
    }
    var command = "%s -T tasks -C 'sh @TASK@' -r -m 1 --print | head -n 1"
        .formatted(Product.launcher());

    var run = product.startCommand(java.util.List.of("sh", "-c", command)).finish();

    assertThat(run.stdout()).isEqualTo("0\n");
    assertThat(product.journal("summary").getFirst().get("succeeded").asInt()).isEqualTo(5);
  }

  @Test
  void jsonIsAllThatIsOnStandardOutput() throws Exception {
    product.task("a", "echo x");
    product.task("b", "exit 1");

    var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "--json");

    var summary = new JsonMapper().readTree(run.stdout());
    assertThat(run.stdout().lines()).hasSize(1);
    assertThat(summary.get("succeeded").asInt()).isEqualTo(1);
    assertThat(summary.get("failed").asInt()).isEqualTo(1);
    assertThat(summary.get("end").asString()).isEqualTo("completed");
  }

  @Test
  void quietSaysNothingOfSuccess() throws Exception {
    product.task("a", "echo x");

    var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-q");

    assertThat(run).isEqualTo(new Product.Finished(0, "", ""));
  }

  @Test
  void readableResultsHoldAllThatWasPrinted() throws Exception {
    product.task("a", "seq 1 2000");

    assertThat(
        product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "--log-task-output").status()).isZero();

    assertThat(Files.readAllLines(product.latestRun().resolve("TaskResults.txt")))
        .contains("STDOUT:", "1", "2000", "Status: SUCCESS");
    assertThat(line("a").get("stdout").asString()).hasSize(1000);
    assertThat(line("a").get("stdout_truncated").asBoolean()).isTrue();
  }

  @Test
  void retriesUntilATaskSucceeds() throws Exception {
    product.task("a", "[ $PARALLELR_ATTEMPT = 3 ]");
    product.task("b", "exit 1");

    var run = product.run(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "--retries", "2", "--retry-delay", "0.01");

    assertThat(run.status()).isEqualTo(1);
    assertThat(product.statuses()).isEqualTo(Map.of("a", "SUCCESS", "b", "FAILED"));
    assertThat(product.journal("task")).hasSize(6);
    assertThat(Files.readAllLines(product.latestRun().resolve("summary.csv"))).hasSize(3);
  }

  @Test
  void stopLimitsEndTheRun() throws Exception {
    for (int i = 0; i < 200; i++) {
      product.task("t%03d".formatted(i), i < 150 ? "exit 1" : "true");
    }

    var run = product.run(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "8", "--enable-stop-limits",
        "--max-consecutive-failures", "3");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.stderr()).contains("stopping: 3 tasks in a row failed (limit 3)");
    var summary = product.journal("summary").getFirst();
    assertThat(summary.get("reason").asString()).isEqualTo("3 tasks in a row failed (limit 3)");
    assertThat(summary.get("total").asInt()).isEqualTo(200);
    assertThat(product.journal("start").size()).isLessThanOrEqualTo(11);
    assertThat(summary.get("not_started").asInt()).isEqualTo(200 - product.journal("start").size());
  }

  @Test
  void theFailureRateEndsTheRunToo() throws Exception {
    for (int i = 0; i < 40; i++) {
      product.task("t%02d".formatted(i), i % 2 == 0 ? "exit 1" : "true");
    }

    var run = product.run(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "1", "--max-failure-rate", "0.4",
        "--min-tasks-for-rate", "10");

    assertThat(run.status()).isEqualTo(3);
    assertThat(product.journal("task")).hasSize(10);
  }

  @Test
  void argumentsModeRunsALineEach() throws Exception {
    var arguments = Files.writeString(product.file("hosts"), "# x\na,1 2\nb,$(id)\n");

    var run = product.run(
        "-A", arguments.toString(), "-S", "comma", "-E", "HOST,PORT",
        "-C", "sh -c 'echo $HOST/$PORT/$1' _ @ARG_2@", "-r", "--print", "-q", "-m", "1");

    assertThat(run.stdout()).isEqualTo("a/1 2/1 2\nb/$(id)/$(id)\n");
    var line = product.journal("task").getFirst();
    assertThat(line.get("task_file").isNull()).isTrue();
    assertThat(line.get("env_vars").get("HOST").asString()).isEqualTo("a");
    assertThat(line.get("arguments").get(1).asString()).isEqualTo("1 2");
  }

  @Test
  void theLogNamesATaskByItsFileItsArgumentsAndItsOutputs() throws Exception {
    var template = product.task("t.sh", "echo out; echo err >&2; exit $PARALLELR_ATTEMPT");
    Files.writeString(product.file("lines"), "db1,54 32\n");

    product.run(
        "-T", template.toString(), "-A", "lines", "-S", "comma", "-C", "sh @TASK@ @ARG@", "-r",
        "-q", "--retries", "1");
    var withTemplate = Files.readString(product.latestRun().resolve("run.log"));
    product.run("-A", "lines", "-S", "comma", "-C", "echo @ARG@", "-r", "-q");
    var alone = Files.readString(product.latestRun().resolve("run.log"));

    var name = product.file("lines").toRealPath() + ":1: ";
    assertThat(withTemplate)
        .containsPattern(
            Pattern.quote("] FAILED " + name + "t.sh db1 '54 32' (")
                + "[0-9.]+ s, slot 1, task 1, attempt 1\\): Exit code 1; stderr: err "
                + Pattern.quote("[output/000001.out output/000001.err]; attempt 2 of 2 follows"))
        .contains("attempt 2): Exit code 2; stderr: err [output/000001-2.out output/000001-2.err]");
    assertThat(alone).contains("[1/1] SUCCESS " + name + "db1 '54 32' (")
        .contains(", task 1, attempt 1) [output/000001.out]");
  }

  @Test
  void argumentsModeTakesATemplateFile() throws Exception {
    var template = product.task("t.sh", "echo $1-$2");
    Files.writeString(product.file("lines"), "x y\n");

    var dry = product.run(
        "-T", template.toString(), "-A", "lines", "-S", "space", "-E", "V", "-C",
        "sh @TASK@ @ARG@ @ARG_2@");

    assertThat(dry.stdout()).contains("V=x sh " + template.toRealPath() + " x y\n");
    assertThat(dry.stderr()).contains("-E names 1 variable for 2 arguments");
  }

  @Test
  void isolatedSlotsHaveDirectoriesOfTheirOwn() throws Exception {
    product.task("a", "pwd; sleep 0.2");
    product.task("b", "pwd; sleep 0.2");

    product.with("PARALLELR_EXECUTION_WORKSPACE_ISOLATION", "true")
        .run("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "2");

    var workspace = product.home().toRealPath().resolve("workspace");
    assertThat(line("a").get("stdout").asString()).startsWith(workspace + "/pid")
        .contains("_worker");
    assertThat(line("a").get("stdout").asString())
        .isNotEqualTo(line("b").get("stdout").asString());
    assertThat(workspace).isEmptyDirectory();
  }

  @Test
  void whatCannotRunIsAnErrorAndTheOthersGoOn() throws Exception {
    product.task("big", "#" + "x".repeat(2_000_000));
    product.task("small", "true");

    var run = product.with("PARALLELR_ADVANCED_MAX_FILE_SIZE", "1048576")
        .run("-T", "tasks", "-C", "sh @TASK@", "-r");

    assertThat(run.status()).isEqualTo(1);
    assertThat(product.statuses()).isEqualTo(Map.of("big", "ERROR", "small", "SUCCESS"));
    assertThat(line("big").get("error_message").asString())
        .isEqualTo("task file has 2000002 bytes; advanced.max-file-size allows 1048576");
    assertThat(line("big").get("process_id").isNull()).isTrue();
  }

  @Test
  void namesBeyondAsciiWorkInAPlainLocale() throws Exception {
    product.task("grün-測試.sh", "echo größer $LC_ALL");

    var run = product.with("LC_ALL", "C")
        .with("LANG", "C")
        .run("-T", "tasks", "-C", "bash @TASK@", "-r", "--print", "-q");

    assertThat(run).isEqualTo(new Product.Finished(0, "größer C\n", ""));
  }

  @Test
  void startsAreSpacedByTheSleepAsked() throws Exception {
    product.task("a", "true");
    product.task("b", "true");
    product.task("c", "true");

    product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-s", "0.2", "-w", "0.5");

    var starts = product.journal("task")
        .stream()
        .mapToLong(l -> l.get("start_monotonic_ns").asLong())
        .sorted()
        .toArray();
    assertThat(starts[2] - starts[0]).isGreaterThan(350_000_000);
  }

  @Test
  void anUnwritableResultEndsTheRun() throws Exception {
    for (int i = 0; i < 300; i++) {
      product.task("t%03d".formatted(i), "true");
    }
    var command =
        "ulimit -f 16; exec %s -T tasks -C 'sh @TASK@' -r -q".formatted(Product.launcher());

    var run = product.startCommand(java.util.List.of("bash", "-c", command)).finish();

    assertThat(run.status()).isEqualTo(5);
    assertThat(run.stderr()).contains("results.jsonl cannot be written: File too large")
        .contains("the run was stopped")
        .doesNotContain("\tat ");
  }

  @Test
  void theLogIsPutAsideWhenItHasGrown() throws Exception {
    for (int i = 0; i < 40; i++) {
      product.task("t%02d".formatted(i), "sleep 0.02");
    }

    product.with("PARALLELR_LOGGING_MAX_LOG_SIZE", "1000")
        .with("PARALLELR_LOGGING_BACKUP_COUNT", "2")
        .run("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "1", "-q");

    assertThat(product.latestRun()).isDirectoryContaining("glob:**/run.log.1")
        .isDirectoryNotContaining("glob:**/run.log.3");
  }

  @Test
  void tooFewOpenFilesAreSaidBeforeAnythingRuns() throws Exception {
    product.task("a", "true");
    var command = "ulimit -n 64; exec %s -T tasks -C 'sh @TASK@' -r -m 50"
        .formatted(Product.launcher());

    var run = product.startCommand(java.util.List.of("bash", "-c", command)).finish();

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr()).isEqualTo(
        "parallelr: 50 slots need 190 open files, and the limit is 64; raise it (ulimit -n) "
            + "or use fewer (-m)\n");
  }

  /// Whoever keeps what is printed must learn that it is not all there.
  @ParameterizedTest
  @ValueSource(strings = {"", "--line-buffer", "--keep-order"})
  void outputThatCannotBePrintedIsReported(String option) throws Exception {
    Files.write(product.file("list"), List.of("a", "b"));

    var run = product.startCommand(
        List.of(
            "sh",
            "-c",
            "%s -A list -C 'echo @ARG@' -r -q --print %s >/dev/full"
                .formatted(Product.launcher(), option)))
        .finish();

    assertThat(run.status()).as(run.stderr()).isEqualTo(5);
    assertThat(run.stderr().lines().filter(line -> line.startsWith("parallelr: ")))
        .singleElement()
        .asString()
        .startsWith(
            "parallelr: what tasks printed is not printed in full: standard output cannot be "
                + "written: No space left on device; it is recorded: parallelr log ");
    assertThat(product.run("show", "last").stdout()).contains("2 succeeded");
  }

  private JsonNode line(String task) throws IOException {
    return product.journal("task")
        .stream()
        .filter(l -> l.get("task").asString().endsWith("/" + task))
        .findFirst()
        .orElseThrow();
  }
}
