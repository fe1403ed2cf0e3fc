package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.ObjectMapper;

/// What is done with runs when they are over.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class RunsIT {
  private final Product product;

  RunsIT(Product product) {
    this.product = product;
  }

  @Test
  void aNamedRunIsListedShownAndTriedAgain() throws Exception {
    product.task("good", "echo fine");
    product.task("bad", "echo begins; echo because >&2; [ -e " + product.file("fixed") + " ]");

    var first = run("--name", "nightly", "--tag", "team=data");

    assertThat(first.stderr()).contains("Exit code 1; stderr: because [output/000001.out");
    assertThat(first.stdout()).contains("Failed tasks      1 ")
        .contains("parallelr retry " + product.latestRun().getFileName() + " --failed");
    var listed = new ObjectMapper()
        .readTree(product.run("runs", "--json", "--state", "failed", "--tag", "team").stdout())
        .get("runs");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).get("name").asString()).isEqualTo("nightly");
    assertThat(listed.get(0).get("failed").asInt()).isEqualTo(1);
    assertThat(product.run("runs", "--state", "succeeded").stdout()).contains("no run matches");
    assertThat(product.run("show", "nightly").stdout()).contains("failed, exit code 1",
        "| because");
    assertThat(product.run("stats", "nightly").stdout()).contains("1 SUCCESS, 1 FAILED");
    var log = product.run("log", "nightly", "bad");
    assertThat(log.stdout()).isEqualTo("begins\n");
    assertThat(log.stderr()).isEqualTo("because\n");

    Files.writeString(product.file("fixed"), "");
    var again = product.run("retry", "nightly");

    assertThat(again.status()).isZero();
    assertThat(product.statuses()).isEqualTo(Map.of("good", "SKIPPED", "bad", "SUCCESS"));
    assertThat(product.run("show", "nightly").stdout()).contains("succeeded, exit code 0");
    // what was not run again has printed something then
    assertThat(product.run("log", "nightly", "good").stdout()).isEqualTo("fine\n");
  }

  @Test
  void tasksThatAreNamedRunAgainAlone() throws Exception {
    product.task("a", "echo a >> " + product.file("ran"));
    product.task("b", "echo b >> " + product.file("ran"));
    run();

    assertThat(product.run("retry", "last", "b", "-n").stdout()).contains("# 1 task,")
        .contains("/b\n")
        .doesNotContain("/a\n");
    assertThat(product.run("retry", "last", "b").status()).isZero();

    assertThat(Files.readAllLines(product.file("ran"))).containsExactlyInAnyOrder("a", "b", "b");
  }

  @Test
  void aRunOfWhichNothingIsLeftIsNotRunAgain() throws Exception {
    product.task("a", "true");
    product.task("b", "[ -e " + product.file("fixed") + " ]");
    run("--name", "nightly");
    var bad = product.latestRun();

    var resumed = product.run("resume", "nightly");

    assertThat(resumed.status()).isEqualTo(1);
    assertThat(resumed.stdout()).isEqualTo(
        "nothing to do: all 2 tasks of %1$s are done; 1 did not succeed: parallelr retry %1$s --failed%n"
            .formatted(bad.getFileName()));
    Files.writeString(product.file("fixed"), "");
    assertThat(product.run("retry", "nightly").status()).isZero();
    var good = product.latestRun();
    var nothing = "nothing to do: all 2 tasks of " + good.getFileName() + " are done\n";

    for (var verb : List.of("resume", "retry")) {
      var again = product.run(verb, "nightly");
      assertThat(again).isEqualTo(new Product.Finished(0, nothing, ""));
      assertThat(product.run(verb, "last", "-d"))
          .isEqualTo(new Product.Finished(0, "", "parallelr: " + nothing));
      assertThat(product.run(verb, "last", "-n").stdout()).contains("# " + nothing);
      assertThat(product.run(verb, "last", "--json").stdout()).contains("\"nothing-to-do\"");
    }
    assertThat(product.latestRun()).isEqualTo(good);
    try (var runs = Files.list(product.home().resolve("runs"))) {
      assertThat(runs).hasSize(3); // with the link to the last one
    }
  }

  @Test
  void aRunningTaskIsFollowedToItsEnd() throws Exception {
    product.task("t", "echo one; while [ ! -e " + product.file("go") + " ]; do sleep 0.05; done; "
        + "echo two");
    var running = product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "--name", "slow");
    await().until(() -> Files.exists(product.home().resolve("runs/latest/results.jsonl"))
        && !product.journal("start").isEmpty());

    var following = product.start("log", "slow", "t", "-f");
    await().until(() -> Files.readString(following.stdout()).equals("one\n"));
    assertThat(product.run("clean", "--keep", "0", "-y").stdout()).contains("kept: it is running");
    Files.writeString(product.file("go"), "");

    assertThat(following.finish().stdout()).isEqualTo("one\ntwo\n");
    assertThat(running.finish().status()).isZero();
  }

  @Test
  void cleaningTakesWhatIsOverAndKeepsTheNewest() throws Exception {
    product.task("t", "true");
    run();
    var old = product.latestRun();
    run();
    var latest = product.latestRun();

    assertThat(product.run("clean", "--keep", "1", "-n").stdout()).contains("would delete 1 run, ");
    assertThat(product.run("clean", "--keep", "1").stderr()).contains("add -y");
    var running = product.run("clean", "--keep", "1", "-n", "--state", "failed, running");
    assertThat(running.status()).isEqualTo(2);
    assertThat(running.stderr()).contains("a run that is running is never deleted");
    assertThat(product.run("clean", "--keep", "1", "-n", "--state", "done").stderr()).contains(
        "'done' is not one of succeeded, failed, stopped, interrupted, cut-off");
    assertThat(old).exists();
    assertThat(product.run("clean", "--keep", "1", "-y").status()).isZero();

    assertThat(old).doesNotExist();
    assertThat(latest).exists();
  }

  private Product.Finished run(String... more) throws Exception {
    var words = new ArrayList<String>();
    words.addAll(List.of("-T", "tasks", "-C", "sh @TASK@", "-r"));
    words.addAll(List.of(more));
    return product.run(words.toArray(String[]::new));
  }
}
