package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// One run of a batch at a time.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class SingleIT {
  private final Product product;
  private final Path directory;

  SingleIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @Test
  void aSecondStartNamesTheRunThatIsAlive() throws Exception {
    task("touch began; while [ ! -e go ]; do sleep 0.1; done");
    var detached = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-d", "--single");
    assertThat(detached.status()).as(detached.stderr()).isZero();
    await().until(() -> Files.exists(directory.resolve("began")));
    var id = detached.stdout().replaceAll("(?s).* run +(\\S+)\n.*", "$1");

    var second = product.run("-T", "./tasks/", "-C", "sh  '@TASK@'", "-r", "--single");
    var third = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-d", "--single");

    assertThat(second.status()).isEqualTo(7);
    assertThat(second.stderr().lines()).singleElement()
        .asString()
        .startsWith("parallelr: --single: the same batch runs already: run " + id + ", process ")
        .contains(", since ");
    assertThat(third.status()).isEqualTo(7);
    assertThat(product.run("-T", "tasks", "-C", "true @TASK@", "-r", "-q", "--single").status())
        .isZero();
    Files.createFile(directory.resolve("go"));
    await().untilAsserted(
        () -> assertThat(
            product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "--single").status())
            .isZero());
  }

  @Test
  void aSupervisorThatIsKilledLeavesNothingThatHoldsOthersUp() throws Exception {
    task("[ -e second ] || { touch second; kill -9 $PPID; }");

    assertThat(single().status()).isNotZero();

    await().untilAsserted(() -> assertThat(single().status()).isZero());
  }

  /// Else they would run twice at a time.
  @Test
  void tasksThatOutliveTheirSupervisorAreNotStartedAgain() throws Exception {
    task(
        "[ -e second ] || { touch second; kill -9 $PPID; while [ ! -e go ]; do sleep 0.1; done; }");
    assertThat(single().status()).isNotZero();
    var id = product.latestRun().getFileName().toString();

    var refused = single();
    var again = single();
    var other = product.run("-T", "tasks", "-C", "true @TASK@", "-r", "-q", "--single");

    assertThat(refused.status()).as(refused.stderr()).isEqualTo(8);
    assertThat(refused.stderr()).isEqualTo(
        "parallelr: --single: run %s of the same batch was killed, and 1 of its tasks runs still; nothing was run: take it over with 'parallelr resume %1$s', or end it with 'parallelr kill %1$s'\n"
            .formatted(id));
    assertThat(again.status()).isEqualTo(8);
    assertThat(other.status()).isZero();

    Files.createFile(directory.resolve("go"));
    var resumed = product.run("resume", id, "-q", "--single");
    assertThat(resumed.status()).as(resumed.stderr()).isZero();
    assertThat(single().status()).isZero();
  }

  @Test
  void killEndsTasksThatOutliveTheirSupervisor() throws Exception {
    task(
        "[ -e second ] || { touch second; kill -9 $PPID; while [ ! -e go ]; do sleep 0.1; done; }");
    assertThat(single().status()).isNotZero();
    assertThat(single().status()).isEqualTo(8);

    var killed = product.run("kill", "last");

    assertThat(killed.status()).as(killed.stderr()).isZero();
    assertThat(killed.stdout()).contains("a.sh (sequence 1), an orphan: ended");
    assertThat(single().status()).isZero();
  }

  private Product.Finished single() throws Exception {
    return product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "--single");
  }

  @Test
  void standardInputIsRefused() throws Exception {
    var run = product.run("-A", "-", "-C", "echo @ARG@", "-r", "--single");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr()).contains("save what comes from standard input to a file");
  }

  private void task(String text) throws IOException {
    Files.writeString(
        Files.createDirectories(directory.resolve("tasks")).resolve("a.sh"), text + "\n");
  }
}
