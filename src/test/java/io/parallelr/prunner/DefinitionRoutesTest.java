package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Pipelines as the page shows them, and jobs that are run again.
@Timeout(60)
class DefinitionRoutesTest {
  private static final String DEFINITIONS = """
      pipelines:
        build:
          description: builds it
          variables:
            count: {type: integer, required: true, allowed: [1, 2]}
            API_TOKEN: {default: abcdef}
          schedule:
            cron: "0 3 * * *"
            variables: {count: 1, API_TOKEN: ghijkl}
          tasks:
            a: {script: ["echo {{ .count }} >>ran-a"]}
            b: {script: ["test -e fixed"], depends_on: [a], timeout: 90s}
            c: {script: ["touch done-c"], depends_on: [b]}
        other: {tasks: {t: {script: ["true"]}}}
      """;
  private static final Instant NOW = Instant.parse("2026-11-29T02:00:00Z");

  private ApiFixture api;

  @BeforeEach
  void setUp(@TempDir Path directory) throws Exception {
    api = ApiFixture.start(directory, DEFINITIONS, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void tearDown() throws Exception {
    api.close();
  }

  @Test
  void listsPipelinesWithTheirNextTimeAndTheirLastJob() throws Exception {
    var id = api.schedule("build", "{\"count\":1}");
    api.awaitEnd(id);

    var pipelines = ApiFixture.json(api.get("/api/definitions")).get("pipelines");

    assertThat(pipelines).hasSize(2);
    var build = pipelines.get(0);
    assertThat(build.get("name").asString()).isEqualTo("build");
    assertThat(build.get("description").asString()).isEqualTo("builds it");
    assertThat(build.get("next").asString()).isEqualTo("2026-11-29T03:00:00Z");
    assertThat(build.get("last").get("id").asString()).isEqualTo(id);
    assertThat(build.get("last").get("state").asString()).isEqualTo("failed");
    assertThat(build.get("steps").asInt()).isEqualTo(3);
    assertThat(pipelines.get(1).get("next").isNull()).isTrue();
    assertThat(pipelines.get(1).get("last").isNull()).isTrue();
  }

  @Test
  void showsWhatAPipelineSays() throws Exception {
    api.awaitEnd(api.schedule("build", "{\"count\":1}"));

    var answer = api.get("/api/definitions/build");
    var build = ApiFixture.json(answer);

    var b = build.get("steps_defined").get(1);
    assertThat(b.get("depends_on").get(0).asString()).isEqualTo("a");
    assertThat(b.get("script").get(0).asString()).isEqualTo("test -e fixed");
    assertThat(b.get("timeout_seconds").asInt()).isEqualTo(90);
    var count = build.get("variables").get(0);
    assertThat(count.get("type").asString()).isEqualTo("integer");
    assertThat(count.get("required").asBoolean()).isTrue();
    assertThat(count.get("allowed")).hasSize(2);
    assertThat(count.has("default")).isFalse();
    assertThat(build.get("variables").get(1).get("secret").asBoolean()).isTrue();
    var schedule = build.get("schedules").get(0);
    assertThat(schedule.get("next")).hasSize(5);
    assertThat(schedule.get("zone").asString()).isEqualTo("UTC");
    assertThat(build.get("source").get("line").asInt()).isEqualTo(2);
    assertThat(build.get("source").get("lines").get(1).asString()).isEqualTo("  build:");
    assertThat(build.get("history")).hasSize(1);
    assertThat(build.get("history").get(0).get("run_seconds").isNumber()).isTrue();
    assertThat(answer.body()).doesNotContain("abcdef", "ghijkl");
  }

  @Test
  void aTokenForSomePipelinesSeesThese() throws Exception {
    Map<String, Object> claims = Map.of("pipelines", List.of("other"));

    var all = ApiFixture.json(api.send(api.request("/api/definitions"), claims));
    assertThat(all.get("pipelines")).hasSize(1);
    assertThat(api.send(api.request("/api/definitions/build"), claims).statusCode())
        .isEqualTo(404);
    var other = ApiFixture.json(api.send(api.request("/api/definitions/other"), claims));
    assertThat(other.get("source").isNull()).as("the file has others, too").isTrue();
  }

  private String rerun(String job, String body) throws Exception {
    var answer = api.post("/api/jobs/%s/rerun".formatted(job), body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return ApiFixture.json(answer).get("job").asString();
  }

  @Test
  void aJobIsRunAgainWithItsVariables() throws Exception {
    var first = api.schedule("build", "{\"count\":1}");
    api.awaitEnd(first);

    api.awaitEnd(rerun(first, ""));
    api.awaitEnd(rerun(first, "{\"variables\":{\"count\":2}}"));

    assertThat(Files.readString(api.file("ran-a"))).isEqualTo("1\n1\n2\n");
  }

  @Test
  void aJobIsRunFromTheTaskThatHasFailed() throws Exception {
    var first = api.schedule("build", "{\"count\":1}");
    api.awaitEnd(first);

    var second = rerun(first, "{\"from_failed\":true}");
    assertThat(api.awaitEnd(second).get("errored").asBoolean()).isTrue();
    Files.createFile(api.file("fixed"));
    var third = rerun(second, "{\"from_failed\":true}");
    api.awaitEnd(third);

    assertThat(Files.readString(api.file("ran-a"))).as("once, by the first job").isEqualTo("1\n");
    assertThat(api.file("done-c")).exists();
    var again = api.post("/api/jobs/%s/rerun".formatted(third), "{\"from_failed\":true}");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("no task of job").contains("has failed");
  }

  @Test
  void refusesWhatCannotBeRunAgain() throws Exception {
    var job = api.schedule("build", "{\"count\":1}");
    api.awaitEnd(job);
    var path = "/api/jobs/%s/rerun".formatted(job);

    assertThat(api.post("/api/jobs/none/rerun", "").statusCode()).isEqualTo(404);
    assertThat(api.post(path, "[]").statusCode()).isEqualTo(400);
    assertThat(api.post(path, "{\"variables\":7}").statusCode()).isEqualTo(400);
    var wrong = api.post(path, "{\"variables\":{\"count\":3}}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("variable count: 3 is not allowed");
    var reader = api.send(
        api.request(path).POST(BodyPublishers.noBody()),
        Map.of("scope", "read"));
    assertThat(reader.statusCode()).isEqualTo(403);
  }
}
