package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A server whose disk is full for a while.
@Timeout(180)
@ExtendWith(ProductExtension.class)
class FullDiskServerIT {
  private static final String QUICK = "{\"pipeline\":\"quick\"}";
  private static final String SECRET = "a secret that was chosen";

  private final Product product;

  FullDiskServerIT(Product product) {
    this.product = product;
  }

  @Test
  void jobsAreRefusedUntilThereIsSpaceAndNothingIsLost() throws Exception {
    assumeThat(QueueIT.mayMount()).isTrue();
    var data = Files.createDirectories(product.file("data"));
    Files.writeString(product.file("pipelines.yml"), """
        pipelines:
          quick:
            tasks:
              t: {script: ["echo >> ran"]}
          fill:
            tasks:
              t:
                script:
                  - head -c 100m /dev/zero > %1$s/filler 2> /dev/null; touch full
                  - while ! [ -e free ]; do sleep 0.05; done; rm %1$s/filler
              then: {script: ["echo >> then"], depends_on: [t]}
        """.formatted(data));
    product.with("PARALLELR_SERVE_JWT_SECRETS", SECRET);
    var server = Served.ready(
        product,
        product.startCommand(
            List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=8m none %s && exec %s serve --address 127.0.0.1:0 --data %s"
                    .formatted(data, Product.launcher(), data))));
    var filling = server.schedule("fill");
    Served.awaitFile(product.file("full"));

    // the log of the database may have room for some more, also again after a checkpoint
    await().atMost(Duration.ofMinutes(1)).until(() -> {
      var refused = server.post("/pipelines/schedule", QUICK);
      return refused.statusCode() == 507 && refused.body().contains("no space left")
          && server.get("/healthz").statusCode() == 503;
    });
    assertThat(server.get("/job/detail?id=" + filling).statusCode()).isEqualTo(200);

    Files.createFile(product.file("free"));
    await().atMost(Duration.ofMinutes(1)).until(() -> schedule(server) == 202);
    server.awaitEnd(filling);
    assertThat(server.job(filling).get("errored").asBoolean()).isFalse();
    assertThat(Files.readAllLines(product.file("then"))).hasSize(1);
    assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    await().atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> assertThat(server.get("/pipelines/jobs").body())
                .doesNotContain("\"completed\":false"));
    assertThat(server.end("TERM")).isZero();
  }

  private static int schedule(Served server) throws IOException, InterruptedException {
    return server.post("/pipelines/schedule", QUICK).statusCode();
  }
}
