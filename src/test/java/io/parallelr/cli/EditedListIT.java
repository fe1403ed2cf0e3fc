package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs of the lines of a file that is edited before they are gone on with.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class EditedListIT {
  private final Product product;
  private final Path directory;
  private final Path ran;
  private final Path breaker;

  EditedListIT(Product product) {
    this.product = product;
    directory = product.directory();
    ran = directory.resolve("ran");
    breaker = directory.resolve("gate");
  }

  @BeforeEach
  void install() throws IOException {
    Files.writeString(directory.resolve("work.sh"), """
        echo "$1" >> %s
        [ "$1" != bad ] || exit 3
        while [ "$1" = slow ] && ! [ -e %s ]; do sleep 0.02; done
        """.formatted(ran, breaker));
  }

  @Test
  void retryFailedRunsTheLineThatFailedWhereverItIs() throws Exception {
    list("ok1", "bad", "ok2", "gone");
    assertThat(run().status()).isEqualTo(1);
    Files.delete(ran);
    list("zero", "ok1", "bad", "ok2");

    var again = product.run("--retry-failed", "last");

    assertThat(Files.readAllLines(ran)).containsExactlyInAnyOrder("zero", "bad");
    var list = directory.resolve("list");
    assertThat(again.stderr()).contains(
        list + " has changed since the earlier run; lines are matched by their arguments",
        "1 line is new: " + list + ":1 (zero)\n",
        "1 line is gone: " + list + ":4 (gone)\n",
        "3 lines are moved: " + list + ":1 (ok1) is now " + list + ":2, ");
  }

  @Test
  void whatStillRunsIsGoneOnWithUnderItsNewNumber() throws Exception {
    list("a", "slow", "b");
    killedWhen("slow");
    list("NEW", "a", "slow", "b", "a");

    var resumed = product.start("--resume", "last", "-m", "1");
    await().until(() -> Files.readString(resumed.stderr()).contains("adopts"));
    Files.writeString(breaker, "");
    var finished = resumed.finish();

    assertThat(finished.status()).as(finished.stderr()).isZero();
    assertThat(Files.readAllLines(ran)).containsExactly("a", "slow", "NEW", "b", "a");
    assertThat(finished.stderr()).contains("adopts " + directory.resolve("list") + ":3");
  }

  @Test
  void oneTemplateWithLinesIsNoDifferent() throws Exception {
    Files.writeString(directory.resolve("list"), "ok\nbad\n");
    assertThat(
        product.run("-T", "work.sh", "-A", "list", "-C", "sh @TASK@ @ARG@", "-r").status())
        .isEqualTo(1);
    Files.delete(ran);
    Files.writeString(directory.resolve("list"), "first\nok\nbad\n");

    product.run("--retry-failed", "last");

    assertThat(Files.readAllLines(ran)).containsExactlyInAnyOrder("first", "bad");
  }

  @Test
  void whatRunsAndIsNoMoreInTheListIsLeftAlone() throws Exception {
    list("slow", "b");
    killedWhen("slow");
    list("b");

    var resumed = product.run("--resume", "last");

    assertThat(resumed.status()).isZero();
    assertThat(resumed.stderr()).contains("1 task of the earlier run is still running")
        .contains("1 line is gone: " + directory.resolve("list") + ":1 (slow)");
    assertThat(product.run("--list-workers").stdout()).contains("orphaned");
  }

  private void list(String... lines) throws IOException {
    Files.write(directory.resolve("list"), List.of(lines));
  }

  private Product.Finished run() throws Exception {
    return product.run("-A", "list", "-C", "sh " + directory.resolve("work.sh") + " @ARG@", "-r");
  }

  private void killedWhen(String line) throws Exception {
    int pid = product.detach(
        "-A",
        "list",
        "-C",
        "sh " + directory.resolve("work.sh") + " @ARG@",
        "-r",
        "-m",
        "1");
    await().until(() -> Files.exists(ran) && Files.readAllLines(ran).contains(line));
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));
  }
}
