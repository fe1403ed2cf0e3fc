package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(ProductExtension.class)
class DaemonIT {
  private final Product product;
  private final Path directory;

  DaemonIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-d", "-D", "--daemon"})
  void aDetachedRunIsAnnouncedAndGoesOn(String option) throws Exception {
    product.task("t", "echo hello; sleep 0.3");

    var started = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", option);

    assertThat(started.status()).isZero();
    assertThat(started.stderr()).isEmpty();
    var run = product.latestRun();
    assertThat(started.stdout()).matches(
        "supervisor \\d+ is running detached\n  run       \\S+-\\d+\n  directory " + run + "\n");
    await().until(() -> Files.readString(run.resolve("daemon.log")).contains("1 succeeded"));
    await().until(() -> product.summaries(run) == 1);
    assertThat(product.statuses()).containsEntry("t", "SUCCESS");
    assertThat(product.home().resolve("runs")).isDirectoryNotContaining("glob:**/.start*");
  }

  @Test
  void itHasASessionOfItsOwnNoInputAndKeepsNoDirectoryBusy() throws Exception {
    product.task("t", "sleep 1000");

    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");

    var proc = Path.of("/proc/" + pid);
    var stat = Files.readString(proc.resolve("stat")).replaceFirst(".*\\) ", "").split(" ", 6);
    assertThat(stat[3]).as("session").isEqualTo(Integer.toString(pid));
    assertThat(stat[4]).as("terminal").isEqualTo("0");
    assertThat(proc.resolve("cwd").toRealPath()).isEqualTo(Path.of("/"));
    assertThat(proc.resolve("fd/0").toRealPath()).isEqualTo(Path.of("/dev/null"));
    assertThat(proc.resolve("fd/1").toRealPath())
        .isEqualTo(product.latestRun().resolve("daemon.log"));
  }

  @Test
  void aTerminalThatGoesAwayDoesNotEndIt() throws Exception {
    product.task("t", "echo > " + directory.resolve("up") + "; sleep 0.5; echo survived");
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");
    await().until(() -> Files.exists(directory.resolve("up")));

    Product.signal("HUP", pid);

    await().until(() -> product.summaries(product.latestRun()) == 1);
    assertThat(product.statuses()).containsEntry("t", "SUCCESS");
    assertThat(Files.readString(product.latestRun().resolve("run.log"))).contains("SIGHUP");
  }

  @Test
  void whatIsWrongIsSaidHereAndNothingIsLeftRunning() throws Exception {
    product.task("t", "true");

    assertThat(product.run("-T", "nowhere", "-C", "sh @TASK@", "-r", "-d").status()).isEqualTo(2);
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "-d").stderr())
        .isEqualTo(
            "parallelr: -d detaches a run; add -r, or -r -n to only show what it would run\n");
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-d", "--json").status())
        .isEqualTo(2);
    assertThat(product.home().resolve("runs")).doesNotExist();
  }

  @Test
  void anErrorOfTheDetachedProcessIsToldByTheOneThatStartedIt() throws Exception {
    product.task("t", "true");
    // what it makes a link of
    Files.createDirectories(product.home().resolve("runs/latest/full"));

    var failed = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-d");

    assertThat(failed.status()).isEqualTo(5);
    assertThat(failed.stdout()).isEmpty();
    assertThat(failed.stderr()).startsWith("parallelr: ").contains("latest").hasLineCount(1);
    // nothing of it is left
    assertThat(product.home().resolve("workers")).isEmptyDirectory();
    try (var runs = Files.list(product.home().resolve("runs"))) {
      assertThat(runs.map(r -> r.getFileName().toString())).containsExactly("latest");
    }
  }

  @Test
  void namesBeyondAsciiReachItInWhateverLocale() throws Exception {
    product.with("LC_ALL", "C");
    var tasks = Files.createDirectories(directory.resolve("été"));
    Files.writeString(tasks.resolve("ñ.sh"), "printf %s \"$LC_ALL\"\n");

    int pid = product.detach("-T", "été", "-C", "sh @TASK@", "-r");

    await().until(() -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    assertThat(product.statuses()).containsEntry("ñ.sh", "SUCCESS");
    assertThat(product.journal("task").getFirst().get("stdout").asString()).isEqualTo("C");
  }
}
