package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
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

  /// The first task has the token of the slot that the second one is in.
  @Test
  void aTaskThatWaitsForATokenBeginsWhenItHasIt() throws Exception {
    product.task("a.sh", """
        place=${MAKEFLAGS##*--jobserver-auth=fifo:}
        exec 8<>"$place"
        head -c 1 <&8 >/dev/null
        : > taken
        until [ -e go ]; do sleep 0.05; done
        printf '+' >&8
        until [ -e b ]; do sleep 0.05; done
        """);
    product.task("b.sh", ": > b");
    var run = product.start(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "2", "-s", "3", "--make-jobserver=fifo");
    await().atMost(Duration.ofSeconds(40)).until(() -> Files.exists(directory.resolve("taken")));
    await().during(Duration.ofSeconds(4)) // longer than the pause between two starts
        .atMost(Duration.ofSeconds(40))
        .until(() -> product.journal("start").size() == 1);
    var given = Instant.now();

    Files.createFile(directory.resolve("go"));

    assertThat(run.finish().status()).isZero();
    for (var line : List.of(product.journal("start").get(1), product.journal("task").getFirst())) {
      assertThat(line.get("task").asString()).endsWith("b.sh");
      assertThat(OffsetDateTime.parse(line.get("start_time").asString()).toInstant())
          .isAfterOrEqualTo(given.truncatedTo(ChronoUnit.MILLIS));
    }
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
