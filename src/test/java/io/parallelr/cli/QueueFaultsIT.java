package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What goes wrong with single files of a queue, and with what others have left in it.
@Tag("long")
@Timeout(180)
@ExtendWith(ProductExtension.class)
class QueueFaultsIT {
  private final Product product;
  private final Path directory;
  private final Path queue;
  private final Path ran;

  QueueFaultsIT(Product product) throws IOException {
    this.product = product.with("PARALLELR_QUEUE_SETTLE", "0");
    directory = product.directory();
    queue = Files.createDirectory(directory.resolve("queue"));
    ran = directory.resolve("ran");
  }

  /// Whoever may write into a drop folder could stop its service. A file that something is mounted
  /// on can neither be taken nor put away.
  @Test
  void filesThatCannotBeMovedNeverStopTheService() throws Exception {
    assumeThat(QueueIT.mayMount()).isTrue();
    product.with("PARALLELR_QUEUE_ON_CHANGE", "ignore");
    drop("busy", "echo busy >> " + ran);
    drop("stuck", "echo stuck >> " + ran + "; mount --bind /etc/hostname \"$0\"");
    var served = product.startCommand(
        List.of(
            "unshare",
            "-rm",
            "sh",
            "-c",
            "mount --bind /etc/hostname " + queue + "/busy && exec " + Product.launcher()
                + " -T queue -C 'sh @TASK@' -r --watch -m 1 --order name"));
    await().atMost(Duration.ofSeconds(60))
        .until(() -> listing().get("running").findValue("not_put_away") != null);
    drop("good", "echo good >> " + ran);
    await().until(() -> exists(".parallelr/done/good"));
    await().until(() -> !listing().get("not_takeable").isEmpty());

    var listing = listing();
    assertThat(listing.get("not_takeable").get(0).get("name").asString()).isEqualTo("busy");
    assertThat(listing.get("not_takeable").get(0).get("reason").asString())
        .containsIgnoringCase("busy");
    assertThat(product.run("queue", "-T", "queue").stdout())
        .contains("blocked  1", "  busy: ", "running  1", "  stuck  by process",
            "it succeeded, but cannot be moved away");

    served.signal("TERM");
    var finished = served.finish();
    assertThat(finished.status()).as(finished.stderr()).isEqualTo(130 + 13);
    assertThat(finished.stderr().lines().filter(l -> l.contains("queue/busy cannot be taken")))
        .hasSize(1);

    detach();
    await().until(() -> exists(".parallelr/done/busy") && exists(".parallelr/done/stuck"));
    assertThat(Files.readAllLines(ran)).containsExactly("stuck", "good", "busy");
  }

  /// The reason is told, and that is an error of the whole.
  @Test
  void aQueueDirectoryThatIsRemovedEndsTheServiceWithAReason() throws Exception {
    drop("a", "true");
    var served = product.start("-T", "queue", "-C", "sh @TASK@", "-r", "--watch");
    await().until(() -> exists(".parallelr/done/a"));

    assertThat(new ProcessBuilder("rm", "-rf", queue.toString()).start().waitFor()).isZero();

    var finished = served.finish();
    assertThat(finished.status()).isEqualTo(5);
    assertThat(finished.stderr()).containsPattern(
        "queue /.*/queue cannot be served: .*(it was removed or renamed|it is gone)");
  }

  /// After a loss of power a supervisor's signature may be empty.
  @Test
  void brokenClaimsConcernThemselvesAlone() throws Exception {
    product.with("PARALLELR_QUEUE_CLAIM_TIMEOUT", "5");
    drop("t", "echo t >> " + ran);
    int pid = detach();
    await().until(() -> exists(".parallelr/done/t"));
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));
    var running = queue.resolve(".parallelr/running");
    var theirs = running.resolve(product.latestRun().getFileName());
    Files.move(queue.resolve(".parallelr/done/t"), theirs.resolve("t"));
    Files.writeString(theirs.resolve(".owner"), "");
    Files.setLastModifiedTime(theirs.resolve(".beat"), FileTime.fromMillis(0));
    Files.writeString(running.resolve("plain"), "");
    Files.writeString(Files.createDirectory(running.resolve("x")).resolve("lost"), "");
    Files.createFile(running.resolve("x/.owner"));

    detach();
    await().until(() -> exists(".parallelr/done/t"));
    drop("new", "echo new >> " + ran);
    await().until(() -> exists(".parallelr/done/new"));

    assertThat(Files.readAllLines(ran)).containsExactly("t", "new");
    assertThat(product.run("queue", "-T", "queue").stdout())
        .contains("unclear  2", "plain: it is not the directory of a supervisor; move it away",
            "x: its .owner is empty; a supervisor recovers what it can; to run its 1 file again "
                + "if nothing runs, move it to " + queue.toRealPath(),
            "done     2");
    assertThat(listing().get("unclear").get(1).get("files").get(0).asString()).isEqualTo("lost");
    assertThat(Files.readString(product.latestRun().resolve("run.log")))
        .containsOnlyOnce("running/plain cannot be recovered")
        .containsOnlyOnce("running/x cannot be recovered");
  }

  /// Half a file was taken for the whole.
  @Test
  void filesThatAreStillWrittenToAreNotTakenForComplete() throws Exception {
    product.with("PARALLELR_QUEUE_SETTLE", "0.1").with("PARALLELR_QUEUE_IGNORE", "*.upload");
    drop("film.upload", "true");
    var open = queue.resolve("open");
    drop("grows", "echo '# more' >> \"$0\"");
    try (var writer = Files.newOutputStream(open)) {
      writer.write("echo one >> ".concat(ran + "\n").getBytes(StandardCharsets.UTF_8));
      detach();
      await().until(() -> exists(".parallelr/failed/grows"));
      await().until(() -> !listing().get("not_takeable").isEmpty());
      assertThat(open).as("its writer only pauses").exists();
      writer.write("echo two >> ".concat(ran + "\n").getBytes(StandardCharsets.UTF_8));
    }
    await().until(() -> exists(".parallelr/done/open"));

    assertThat(Files.readAllLines(ran)).containsExactly("one", "two");
    assertThat(product.statuses()).containsEntry("grows", "ERROR");
    assertThat(product.journal("task").toString()).contains("its file changed while it ran");
    assertThat(product.run("queue", "-T", "queue").stdout()).contains("ignored  1",
        "film.upload: the name of an unfinished file, *.upload");
  }

  /// By a setting it is run again.
  @Test
  void aFileThatChangedIsRunAgainIfAskedFor() throws Exception {
    product.with("PARALLELR_QUEUE_ON_CHANGE", "requeue");
    drop("t",
        "echo $PARALLELR_ATTEMPT >> " + ran + "; [ $PARALLELR_ATTEMPT = 2 ] || echo '#' >> $0");

    detach();

    await().until(() -> exists(".parallelr/done/t"));
    assertThat(Files.readAllLines(ran)).containsExactly("1", "2");
  }

  private JsonNode listing() throws Exception {
    return new JsonMapper().readTree(product.run("queue", "-T", "queue", "--json").stdout());
  }

  private int detach() throws Exception {
    return product.detach("-T", "queue", "-C", "sh @TASK@", "-r", "--watch", "-m", "2");
  }

  private void drop(String name, String script) throws IOException {
    var draft = Files.writeString(
        queue.resolve(".draft"),
        script + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(draft, queue.resolve(name));
  }

  private boolean exists(String path) {
    return Files.exists(queue.resolve(path));
  }
}
