package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Limits are told, can be switched off, and refuse nothing ordinary.
@Timeout(60)
@ExtendWith(ProductExtension.class)
class LimitsIT {
  private final Product product;

  LimitsIT(Product product) {
    this.product = product;
  }

  @Test
  void theTimeLimitIsToldWhereverItMatters() throws Exception {
    product.task("a", "true");

    var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r");
    var dry = product.run("-T", "tasks", "-C", "sh @TASK@", "-t", "1.5");
    var help = product.run("--help").stdout().replaceAll("\\s+", " ");

    assertThat(run.stderr().lines().findFirst().orElseThrow()).contains(", time limit 600 s, ");
    assertThat(dry.stdout()).endsWith(" at a time, time limit 1.5 s\n");
    assertThat(help).contains("time limit of a task;", "0 for none.",
        "default 600 (limits. timeout)");
    assertThat(Path.of("README.md")).content().contains("600 s");
  }

  @Test
  void theTimeLimitCanBeSwitchedOff() throws Exception {
    product.task("a.sh", "sleep 0.7");
    product.task("b.flow", "task=0\nhostname=localhost\nexec=local\ncommand=sleep\narguments=0.7");
    product.with("PARALLELR_LIMITS_TIMEOUT", "0.3");
    var command = "sh -c 'case $1 in *.sh) sh \"$1\" ;; *) \"$2\" -r \"$1\" ;; esac' _ @TASK@ "
        + Product.launcher().resolveSibling("tasker");

    var limited = product.run("-T", "tasks/a.sh", "-C", "sh @TASK@", "-r");
    var free = product.run("-T", "tasks", "-C", command, "-r", "-t", "0");
    var dry = product.run("-T", "tasks", "-C", "sh @TASK@", "-t", "off");

    assertThat(limited.stderr()).contains("Timeout after 0.3s");
    assertThat(free.status()).as(free.stderr()).isZero();
    assertThat(free.stderr()).contains(", no time limit, ");
    assertThat(product.journal("session").getFirst().get("timeout_seconds").isNull()).isTrue();
    assertThat(dry.stdout()).endsWith(", no time limit\n");
    product.run("-T", "tasks/b.flow", "-C", Product.launcher().resolveSibling("tasker")
        + " -r @TASK@", "-r", "-t", "0"); // inside this process
    assertThat(product.statuses()).isEqualTo(Map.of("b.flow", "SUCCESS"));
  }

  @Test
  void aTaskWithoutATimeLimitIsAdoptedWithoutOne() throws Exception {
    product.task("a", "echo begun; while [ ! -e go ]; do sleep 0.05; done; echo ended");
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "-t", "0");
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> Files.size(product.latestRun().resolve("output/slot-1.out")) > 0);
    Product.signal("KILL", pid);
    Awaitility.await().until(() -> !Product.runs(pid));

    var resumed = product.start("--resume", "last");
    Awaitility.await().until(() -> Files.readString(resumed.stderr()).contains("no time limit"));
    Files.createFile(product.file("go"));

    assertThat(resumed.finish().status()).isZero();
    assertThat(product.journal("task").getLast().get("stdout").asString())
        .isEqualTo("begun\nended\n");
  }

  @Test
  void largeFilesAndLongArgumentsAreOrdinary() throws Exception {
    product.task("large", "#" + "x".repeat(3_000_000));
    Files.writeString(product.file("args"), "x".repeat(100_000) + "\n");

    assertThat(product.run("-T", "tasks", "-C", "wc -c @TASK@", "-r", "-q").status()).isZero();
    assertThat(product.run("-A", "args", "-C", "true @ARG@", "-r", "-q").status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void theSystemsOwnLimitsAreToldAsSuch(String launcher) throws Exception {
    product.with("PARALLELR_EXECUTION_LAUNCHER", launcher);
    Files.writeString(product.file("args"), "ä".repeat(70_000) + "\n");
    Files.writeString(product.file("many"), ("x".repeat(120_000) + " ").repeat(60) + "\n");

    var word = product.run("-A", "args", "-C", "true @ARG@", "-r", "-q");
    var variable = product.run("-A", "args", "-C", "true", "-E", "V", "-r", "-q");
    var template = "true" + " @ARG_1@ @ARG_2@ @ARG_3@".repeat(20);
    var all = product.run("-A", "many", "-S", "space", "-C", template, "-r", "-q");

    assertThat(word.stderr()).contains(
        "argument '" + "ä".repeat(20) + "…' has 140000 bytes, and the system takes at most 131071");
    assertThat(variable.stderr()).contains("variable V has 140002 bytes, and the");
    assertThat(all.stderr())
        .containsPattern("the command has 7200\\d\\d\\d bytes, which together with the")
        .contains("ARG_MAX");
  }

  @Test
  void whatWouldBeRefusedIsShownBefore() throws Exception {
    product.task("a\nlarge", "#" + "x".repeat(300));
    product.task("small", "echo ran");
    product.with("PARALLELR_ADVANCED_MAX_FILE_SIZE", "100");

    var dry = product.run("-T", "tasks", "-C", "sh @TASK@");
    var pasted = product.startCommand(List.of("sh", "-c", dry.stdout())).finish();

    assertThat(dry.stdout())
        .contains("# refused: task file has 302 bytes; advanced.max-file-size allows 100\n# sh $'")
        .contains("# 2 tasks (1 of them refused), up to ");
    assertThat(pasted).isEqualTo(new Product.Finished(0, "ran\n", ""));
  }

  @Test
  void slotsAreAsManyAsTheCpusThatMayBeUsed() throws Exception {
    var one = product.startCommand(
        List.of("taskset", "-c", "0", Product.launcher().toString(), "--show-config"))
        .finish();
    var two = product.startCommand(
        List.of("taskset", "-c", "0", Product.launcher().toString(), "--show-config", "-m", "200%"))
        .finish();

    assertThat(one.stdout().replaceAll(" +", " "))
        .containsPattern("limits.max-workers = 1 # .*parallelr.conf:\\d+ \\(auto\\)\n");
    assertThat(two.stdout().replaceAll(" +", " "))
        .contains("limits.max-workers = 2 # option -m (200%)\n");
  }
}
