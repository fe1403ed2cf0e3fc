package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class RetentionOfJobsTest {
  @TempDir
  Path directory;

  @Test
  void onlyTheNewestJobsAreKept() throws Exception {
    try (var api = ApiFixture.start(
        directory,
        "pipelines: {few: {retention_count: 1, tasks: {t: {script: [\"echo said\"]}}}}\n")) {
      var old = api.schedule("few");
      var fresh = api.schedule("few");
      api.awaitEnd(fresh);

      await().atMost(Duration.ofSeconds(30))
          .until(() -> api.get("/job/detail?id=" + old).statusCode() == 404);
      assertThat(api.job(fresh).get("completed").asBoolean()).isTrue();
      assertThat(Files.exists(directory.resolve("data/logs").resolve(old))).isFalse();
      assertThat(api.out(fresh, "t")).isEqualTo("said\n");
    }
  }

  @Test
  void jobsOfAPipelineThatIsGoneAreDeletedAfterAWhile() throws Exception {
    try (var api = ApiFixture.start(
        directory,
        "pipelines: {a: {tasks: {t: {}}}, b: {tasks: {t: {}}}}\n")) {
      var gone = api.schedule("a");
      api.awaitEnd(gone);
      api.write("pipelines.yml", "pipelines: {b: {tasks: {t: {}}}}\n");
      api.pipelines().reload();
      assertThat(api.job(gone).get("completed").asBoolean()).isTrue();

      await().atMost(Duration.ofSeconds(60)).until(() -> {
        api.awaitEnd(api.schedule("b")); // so that it is looked at again
        return api.get("/job/detail?id=" + gone).statusCode() == 404;
      });
    }
  }
}
