package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// What tasks start shares the slots of the run with them.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class MakeJobserverIT {
  private final Product product;
  private final Path directory;

  MakeJobserverIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  static boolean hasMake() {
    return Files.isExecutable(Path.of("/usr/bin/make"));
  }

  /// No job ends before as many have begun as may run.
  @Test
  @EnabledIf("hasMake")
  void noMoreJobsRunThanThereAreSlots() throws Exception {
    Files.writeString(directory.resolve("Makefile"), """
        all: 1 2 3 4 5 6
        1 2 3 4 5 6:
        \t@echo + >>log; until [ `grep -c + log` -ge 3 ]; do sleep 0.05; done; echo - >>log
        """);
    product.task("a.sh", "make -s all");
    product.task("b.sh", "make -s all");
    product.task("c.sh", "make -s all");

    var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "3", "--make-jobserver");

    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(run.stderr()).doesNotContain("jobserver");
    var log = Files.readAllLines(directory.resolve("log"));
    assertThat(log).hasSize(36);
    assertThat(most(log)).isEqualTo(3);
    assertThat(product.latestRun().resolve("jobserver")).doesNotExist();
  }

  /// A program that takes tokens itself; the kinds of jobserver are as in GNU make 4.4.
  @Test
  void aTaskMayTakeWhatOthersLeave() throws Exception {
    product.task("a.sh", """
        place=${MAKEFLAGS##*--jobserver-auth=fifo:}
        exec 8<>"$place"
        head -c 2 <&8
        printf '++' >&8
        """);

    var run = product.run(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "3", "-q", "--print",
        "--make-jobserver=fifo");

    assertThat(run.stdout()).startsWith("++");
    assertThat(run.status()).isZero();
    var preview = product.run("--resume", "last", "-n", "--rerun-all");
    assertThat(preview.stdout()).contains("tasks share 3 slots with what make starts in them");
  }

  private static int most(List<String> log) {
    int now = 0;
    int most = 0;
    for (var line : log) {
      now += line.equals("+") ? 1 : -1;
      most = Math.max(most, now);
    }
    return most;
  }
}
