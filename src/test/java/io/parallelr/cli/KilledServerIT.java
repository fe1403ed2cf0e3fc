package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A server that is killed again and again while it works. `src/bench/kill-server.py` does the same
/// for as long as one likes.
@Timeout(300)
@ExtendWith(ProductExtension.class)
class KilledServerIT {
  private static final int KILLS = 6;
  private static final long SEED = 20_261_129;
  private static final int MOST_JOBS = 40; // of one server

  private final Product product;
  private final Random random = new Random(SEED);
  private final List<String> accepted = new CopyOnWriteArrayList<>();

  KilledServerIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void setUp() throws IOException {
    Files.writeString(product.file("pipelines.yml"), """
        pipelines:
          quick:
            concurrency: 4
            tasks:
              t: {script: ["echo {{.__jobID}} $TASK_NAME >> marks"]}
          slow:
            concurrency: 4
            tasks:
              t: {script: ["sleep 0.5; echo {{.__jobID}} $TASK_NAME >> marks"]}
          chain:
            concurrency: 4
            tasks:
              a: {script: ["echo {{.__jobID}} $TASK_NAME >> marks"]}
              b: {script: ["echo {{.__jobID}} $TASK_NAME >> marks"], depends_on: [a]}
        """);
    Files.createFile(product.file("marks"));
  }

  @Test
  void noJobIsLostAndNothingRunsTwice() throws Exception {
    for (int i = 0; i < KILLS; i++) {
      var server = Served.start(product);
      assertThat(server.get("/pipelines").statusCode()).isEqualTo(200); // which takes a token
      int killedAt = accepted.size() + random.nextInt(MOST_JOBS);
      var client = Thread.startVirtualThread(() -> scheduleUntilKilled(server));
      await().atMost(Duration.ofMinutes(1)).until(() -> accepted.size() >= killedAt);
      server.process().signal("KILL");
      client.join();
    }
    assertThat(accepted).isNotEmpty();

    var server = Served.start(product);
    await().atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> assertThat(server.get("/pipelines/jobs").body())
                .doesNotContain("\"completed\":false"));

    var runs = runs();
    for (var id : accepted) {
      var job = server.job(id);
      assertThat(job.get("errored").asBoolean()).as("%s", job).isFalse();
      assertThat(job.get("canceled").asBoolean()).as("%s", job).isFalse();
      job.get("tasks")
          .forEach(
              task -> assertThat(runs.get(id + ' ' + task.get("name").asString()))
                  .as("%s", job)
                  .isEqualTo(1));
    }
    assertThat(server.end("TERM")).isZero();
    assertThat(integrity()).isEqualTo("ok");
  }

  private void scheduleUntilKilled(Served server) {
    var pipelines = List.of("quick", "slow", "chain");
    try {
      for (int i = 0;; i++) {
        accepted.add(server.schedule(pipelines.get(i % pipelines.size())));
      }
    } catch (IOException e) {
      // it was killed
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Integer> runs() throws IOException {
    var runs = new HashMap<String, Integer>();
    Files.readAllLines(product.file("marks")).forEach(line -> runs.merge(line, 1, Integer::sum));
    return runs;
  }

  private String integrity() throws Exception {
    var file = product.home().resolve("serve/jobs.db");
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = database.createStatement();
        var found = statement.executeQuery("PRAGMA integrity_check")) {
      return found.getString(1);
    }
  }
}
