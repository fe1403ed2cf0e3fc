package io.parallelr.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.http.Sse;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Work;
import io.parallelr.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonGenerator;

@Timeout(60)
class OverviewTest {
  private static final OtherWork OTHER = new OtherWork() {
    @Override
    public List<Consumer<JsonGenerator>> running() {
      return List.of(json -> json.writeStringProperty("id", "r1"));
    }

    @Override
    public List<Failure> failed(int most) {
      return List.of(
          new Failure(
              "run",
              "r0",
              Optional.empty(),
              Optional.of("7"),
              Optional.of("/x.sh"),
              "failed",
              Instant.EPOCH,
              Optional.of("Exit code 1"),
              Optional.empty()));
    }
  };
  @TempDir
  Path directory;
  private WebFixture web;

  @BeforeEach
  void start() throws Exception {
    web = new WebFixture(directory, Sse.Limits.DEFAULT, OTHER);
  }

  @AfterEach
  void close() throws Exception {
    web.close();
  }

  @Test
  void showsWhatRunsAndWhatHasFailed() throws Exception {
    web.awaitEnd(
        web.submit(
            "p",
            StepSpec.of("a", new Work.Items(List.of("echo one >&2; echo two >&2; exit 3")))));
    web.awaitEnd(web.submit("q", "true"));
    web.submit("p", "touch begun; sleep 60");
    web.submit("p", "true");
    web.awaitFile("begun");

    var overview = web.json("/api/overview");

    var jobs = overview.object("jobs").orElseThrow();
    assertThat(jobs.number("running")).contains(1L);
    assertThat(jobs.number("waiting")).contains(1L);
    assertThat(jobs.number("ended")).contains(2L);
    assertThat(overview.object("slots").orElseThrow().number("busy")).contains(1L);
    assertThat(overview.object("slots").orElseThrow().number("size")).contains(8L);
    assertThat(overview.objects("lanes").getFirst().text("name")).contains(WebFixture.LANE);
    assertThat(overview.object("pool").orElseThrow().number("size")).contains(1L);
    assertThat(overview.objects("running_jobs")).hasSize(1);
    assertThat(overview.objects("running_runs").getFirst().text("id")).contains("r1");
    var failed = overview.objects("failed");
    assertThat(failed).hasSize(2);
    assertThat(failed.getFirst().text("step")).contains("a");
    assertThat(failed.getFirst().text("reason")).contains("step a: exit status 3");
    assertThat(failed.getFirst().text("stderr")).contains("two");
    assertThat(failed.getLast().text("run")).contains("r0");
    assertThat(failed.getLast().number("sequence")).contains(7L);
    var minutes = overview.object("rates").orElseThrow().objects("minutes");
    assertThat(sum(minutes, "ended")).isEqualTo(2);
    assertThat(sum(minutes, "failed")).isEqualTo(1);
  }

  private static long sum(List<JsonObject> minutes, String field) {
    return minutes.stream().mapToLong(minute -> minute.number(field).orElseThrow()).sum();
  }

  @Test
  void isMadeAnewAfterASecond() throws Exception {
    assertThat(web.json("/api/overview").object("jobs").orElseThrow().number("ended"))
        .contains(0L);
    web.awaitEnd(web.submit("p", "true"));

    await().until(
        () -> web.json("/api/overview")
            .object("jobs")
            .orElseThrow()
            .number("ended")
            .equals(Optional.of(1L)));
  }

  @Test
  void aTokenForSomePipelinesSeesTheseAlone() throws Exception {
    web.awaitEnd(web.submit("p", "exit 1"));
    web.awaitEnd(web.submit("q", "exit 1"));

    var token = WebFixture.token(Map.of("pipelines", List.of("q")));
    var overview = JsonObject.parse(web.get("/api/overview", token).body());

    assertThat(overview.objects("failed")).hasSize(1);
    assertThat(overview.objects("failed").getFirst().text("name")).contains("q");
    assertThat(overview.objects("running_runs")).isEmpty();
    assertThat(overview.objects("lanes")).isEmpty();
    assertThat(overview.object("jobs").orElseThrow().number("ended")).isEmpty();
    assertThat(overview.object("slots")).isEmpty();
    assertThat(overview.object("pool")).isEmpty();
    assertThat(sum(overview.object("rates").orElseThrow().objects("minutes"), "failed"))
        .isEqualTo(1);
    var ofNone = WebFixture.token(Map.of("pipelines", List.of()));
    assertThat(JsonObject.parse(web.get("/api/overview", ofNone).body()).objects("failed"))
        .isEmpty();
  }

  @Test
  void knowsTheLastHourAfterARestart() throws Exception {
    web.awaitEnd(web.submit("p", "exit 1"));
    web.close();
    web = new WebFixture(directory, Sse.Limits.DEFAULT, OTHER);

    var minutes = web.json("/api/overview").object("rates").orElseThrow().objects("minutes");

    assertThat(minutes).hasSize(60);
    assertThat(sum(minutes, "failed")).isEqualTo(1);
  }

  @Test
  void needsTheScopeToRead() throws Exception {
    assertThat(web.get("/api/overview", WebFixture.token(Map.of("scope", "run"))).statusCode())
        .isEqualTo(403);
  }
}
