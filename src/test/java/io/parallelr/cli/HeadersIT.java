package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What task files say of their own tasks.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class HeadersIT {
  private final Product product;
  private final Path directory;

  HeadersIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @Test
  void aHeaderHoldsForItsOwnTask() throws Exception {
    file("a.sh", "# parallelr: env.X='a b' name=first nice=7\necho \"$X $PARALLELR_TASK $(nice)\"");
    file("b.sh", "# parallelr: timeout=0.5\nsleep 60");

    var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "--print");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.stdout()).contains("a b first 7");
    assertThat(run.stderr()).containsPattern("b\\.sh \\(.*Timeout after 0\\.5s");
    var preview = product.run("-T", "tasks", "-C", "sh @TASK@");
    assertThat(preview.stdout())
        .contains("# with its header: env.X=… name=first nice=7", "X='a b' sh ");
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@", "--no-headers").stdout())
        .doesNotContain("header");
  }

  @Test
  void wrongHeadersAreNamedBeforeAnythingRuns() throws Exception {
    file("a.sh", "touch ran");
    file("b.sh", "# parallelr: timout=5");
    file("c.sh", "\n# parallelr: nice=x");

    var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr()).contains("b.sh:1: unknown key 'timout'", "c.sh:2: nice is 'x'");
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void aLongBatchStartsBeforeAllHeadersAreRead() throws Exception {
    file("a.sh", "# parallelr: timout=5");
    file("b.sh", "# parallelr: after=c.sh\n[ -e c ] && touch b");
    file("c.sh", "touch c");
    file("d.sh", "exit 3");
    for (int i = 0; i < 10_000; i++) {
      file("e" + i, "");
    }

    var run = product.run(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "-m", "1", "--halt", "now,fail=2");

    assertThat(run.stderr()).contains("a.sh:1: unknown key 'timout'", "/d.sh (");
    assertThat(directory.resolve("b")).exists();
    assertThat(product.run("-T", "tasks", "-C", "sh @TASK@").stderr())
        .as("a dry run reads all")
        .contains("a.sh:1: unknown key 'timout'")
        .contains("nothing was run");
  }

  @Test
  void tasksFollowOthersAlsoWhenTheyAreRunAgain() throws Exception {
    file("a.sh", "# parallelr: after=z.sh\necho a >>ran");
    file("b.sh", "# parallelr: after=a.sh\necho b >>ran");
    file("z.sh", "echo z >>ran\n[ -e good ]");

    var first = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "3");
    assertThat(first.stdout()).contains("1 failed", "2 errors");
    assertThat(first.stderr()).contains("z.sh, which comes before it, has not succeeded");
    assertThat(product.run("--resume", "last").stdout()).contains("3 did not succeed: ");
    Files.createFile(directory.resolve("good"));

    assertThat(product.run("--retry-failed", "last", "-q").status()).isZero();
    assertThat(Files.readAllLines(directory.resolve("ran"))).containsExactly("z", "z", "a", "b");
  }

  @Test
  void aTaskMayTakeSeveralSlots() throws Exception {
    file("a.sh", "echo a >>ran; until [ -e go ]; do sleep 0.05; done; echo a over >>ran");
    file("b.sh", "# parallelr: slots=3\necho b-$PARALLELR_SLOTS-$1 >>ran; echo b over >>ran");
    file("c.sh", "echo c >>ran");

    var ran = directory.resolve("ran");
    var preview = product.run("-T", "tasks", "-C", "sh @TASK@ @SLOT@", "-m", "2");
    var run = product.start("-T", "tasks", "-C", "sh @TASK@ @SLOT@", "-m", "2", "-r", "-q");
    await().until(() -> Files.exists(ran));
    Files.createFile(directory.resolve("go"));

    assertThat(run.finish().status()).isZero();
    assertThat(preview.stdout()).contains("# with its header: slots=3");
    assertThat(preview.stderr()).contains(
        "b.sh:1: slots=3 is more than the 2 slots of this run: such a task takes all of them");
    assertThat(Files.readAllLines(ran))
        .containsExactly("a", "a over", "b-2-1", "b over", "c");
  }

  private void file(String name, String text) throws IOException {
    var tasks = Files.createDirectories(directory.resolve("tasks"));
    Files.writeString(tasks.resolve(name), text + "\n");
  }
}
