package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SchedulesOfServerTest {

  @Test
  void jobsAreStartedAtTheirTimes(@TempDir Path directory) throws Exception {
    var system = Clock.systemUTC();
    var justBefore = Instant.parse("2026-03-10T02:59:58Z");
    var clock = Clock.offset(system, Duration.between(system.instant(), justBefore));

    try (var api = ApiFixture.start(
        directory,
        """
            pipelines:
              p:
                schedule: {cron: "0 3 * * *", variables: {v: said}}
                tasks: {t: {script: ["echo {{ .v }}"]}}
            """,
        clock)) {
      await().atMost(Duration.ofSeconds(60))
          .until(() -> !ApiFixture.json(api.get("/pipelines/jobs")).get("jobs").isEmpty());
      var job = ApiFixture.json(api.get("/pipelines/jobs")).get("jobs").get(0);
      api.awaitEnd(job.get("id").asString());

      assertThat(job.get("user").asString()).isEqualTo("schedule");
      assertThat(api.out(job.get("id").asString(), "t")).isEqualTo("said\n");
    }
  }
}
