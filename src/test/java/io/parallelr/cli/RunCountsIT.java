package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `runs` and `show` count of the same run.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class RunCountsIT {
  private final Product product;

  RunCountsIT(Product product) {
    this.product = product;
  }

  @Test
  void bothSayTheSameOfARunWhoseResultsCouldNotBeWritten() throws Exception {
    assumeThat(QueueIT.mayMount()).isTrue();
    for (int i = 0; i < 400; i++) {
      product.task("t" + i, i % 3 == 0 ? "exit 1" : "true");
    }
    Files.createDirectories(product.home());
    var parallelr = Product.launcher();
    var script = "mount -t tmpfs -o size=200k none " + product.home() + "; "
        + parallelr + " -T tasks -C 'sh @TASK@' -r -m 2 -q >&2; echo $? >&2; "
        + parallelr + " runs --json; " + parallelr + " show last --json; "
        + parallelr + " show last >&2";

    var run = product.startCommand(List.of("unshare", "-rm", "sh", "-c", script)).finish();

    assertThat(run.stderr()).containsPattern("(?m)^5$")
        .containsPattern("State +cut off: /.*[a-z.]+ cannot be written: No space left");
    int shown = run.stdout().indexOf("{\"session_id\"", run.stdout().indexOf("\"more\""));
    var listed = new JsonMapper().readTree(run.stdout().substring(0, shown)).get("runs").get(0);
    var details = new JsonMapper().readTree(run.stdout().substring(shown));
    assertThat(listed.get("state").asString()).isEqualTo("cut-off");
    assertThat(listed.get("succeeded").asInt()).isPositive();
    assertThat(counts(listed)).isEqualTo(counts(details));
    assertThat(listed.get("failed").asInt()).isEqualTo(details.get("failures").asInt());
  }

  @Test
  void whatWasSkippedOrCancelledIsNoSuccessWhileTheRunLasts() throws Exception {
    product.task("a-good", "true");
    product.task("b-bad", "[ -e " + product.file("fixed") + " ]");
    product.task("c-long", "[ -e " + product.file("began") + " ] && exec sleep 1000; exit 1");
    product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-q");
    Files.writeString(product.file("fixed"), "");
    Files.writeString(product.file("began"), "");
    product.detach("retry", "last");

    await().until(() -> listed().get("succeeded").asInt() == 1);

    assertThat(counts(listed())).isEqualTo(List.of(3, 1, 0, 2)).isEqualTo(counts(shown()));
    product.run("kill", "last");
    await().until(() -> !listed().get("state").asString().equals("running"));
    assertThat(counts(listed())).isEqualTo(List.of(3, 1, 0, 2)).isEqualTo(counts(shown()));
  }

  private JsonNode listed() throws Exception {
    return new JsonMapper().readTree(product.run("runs", "--json").stdout()).get("runs").get(0);
  }

  private JsonNode shown() throws Exception {
    return new JsonMapper().readTree(product.run("show", "last", "--json").stdout());
  }

  private static List<Integer> counts(JsonNode run) {
    return List.of(
        run.get("total").asInt(),
        run.get("succeeded").asInt(),
        run.get("failed").asInt(),
        run.get("other").asInt());
  }
}
