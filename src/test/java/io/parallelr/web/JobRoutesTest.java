package io.parallelr.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.job.StepSpec;
import io.parallelr.job.Work;
import io.parallelr.json.JsonObject;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class JobRoutesTest {
  @TempDir
  Path directory;
  private WebFixture web;

  @BeforeEach
  void start() throws Exception {
    web = new WebFixture(directory);
  }

  @AfterEach
  void close() throws Exception {
    web.close();
  }

  private List<String> ids(String query) throws Exception {
    return web.json("/api/jobs" + query)
        .objects("jobs")
        .stream()
        .map(job -> job.text("id").orElseThrow())
        .toList();
  }

  @Test
  void showsHowAJobHasEnded() throws Exception {
    var id = web.submit(
        "p",
        StepSpec.of("a", new Work.Items(List.of("exit 3"))),
        StepSpec.of("b", new Work.Items(List.of("true")), "a"));
    web.awaitEnd(id);

    var job = web.json("/api/jobs/" + id);

    assertThat(job.text("state")).contains("failed");
    assertThat(job.number("code")).contains(3L);
    assertThat(job.text("message")).contains("step a: exit status 3");
    assertThat(job.text("user")).contains("ann");
    assertThat(job.text("started")).isPresent();
    assertThat(job.text("ended")).isPresent();
    assertThat(job.object("variables").orElseThrow().text("tag")).contains("v1");
    var steps = job.objects("steps");
    assertThat(steps).extracting(step -> step.text("state").orElseThrow())
        .containsExactly("failed", "unreached");
    assertThat(steps.get(0).number("code")).contains(3L);
    assertThat(steps.get(1).texts("depends_on")).containsExactly("a");
  }

  /// The machine lacks something for it: here its shell is still being written.
  @Test
  void showsWhyAStepCannotBeStartedYet() throws Exception {
    var program = directory.resolve("shell");
    String id;
    var versions = new HashSet<String>(); // while it is refused
    try (var out = new FileOutputStream(program.toFile())) {
      out.write("#!/bin/sh\nexec /bin/sh \"$@\"\n".getBytes(StandardCharsets.UTF_8));
      assertThat(program.toFile().setExecutable(true)).isTrue();
      id = web.submit(
          "p",
          StepSpec.of("a", new Work.Items(List.of("true"), Map.of(), program.toString())),
          StepSpec.of("b", new Work.Items(List.of("true")), "a"));
      var path = "/api/jobs/" + id;
      // in the moment of another try, nothing refuses it
      await().untilAsserted(() -> {
        var job = web.json(path);
        assertThat(job.text("state")).contains("running");
        assertThat(job.text("message").orElse("")).isEqualTo(
            "step a cannot be started yet: %s is still open for writing (ETXTBSY); it is tried again"
                .formatted(program));
        assertThat(job.objects("steps").getFirst().text("message")).isPresent();
        assertThat(job.objects("steps").get(1).text("message")).isEmpty();
      });
      await().untilAsserted(() -> {
        var listed = web.get("/api/jobs");
        assertThat(listed.body()).contains("step a cannot be started yet");
        versions.add(listed.headers().firstValue("ETag").orElseThrow());
      });
      await().untilAsserted(
          () -> assertThat(
              web.json("/api/overview").objects("running_jobs").getFirst().text("message"))
              .isPresent());
    }

    web.awaitEnd(id);
    var job = web.json("/api/jobs/" + id);
    assertThat(job.text("state")).contains("succeeded");
    assertThat(job.text("message")).isEmpty();
    assertThat(web.get("/api/jobs").headers().firstValue("ETag").orElseThrow())
        .isNotIn(versions);
  }

  @Test
  void aJobThatWaitsHasItsPlaceInTheQueue() throws Exception {
    var running = web.submit("p", "sleep 60");
    web.submit("p", "true");
    var last = web.submit("p", "true");

    var queue = web.json("/api/jobs/" + last).object("queue").orElseThrow();
    assertThat(queue.number("concurrency")).contains(1L);
    assertThat(queue.number("running")).contains(1L);
    assertThat(queue.number("before")).contains(1L);
    assertThat(web.json("/api/jobs/" + running).object("queue")).isEmpty();
  }

  @Test
  void pagesAndFilters() throws Exception {
    var first = web.submit("p", "true");
    web.awaitEnd(first);
    var second = web.submit("q", "exit 1");
    web.awaitEnd(second);
    var third = web.submit("p", "sleep 60");
    var fourth = web.submit("p", "true");

    assertThat(ids("")).containsExactly(fourth, third, second, first);
    assertThat(ids("?pipeline=p")).containsExactly(fourth, third, first);
    assertThat(ids("?pipeline=p&pipeline=q&dialect=test&user=ann")).hasSize(4);
    assertThat(ids("?state=failed")).containsExactly(second);
    assertThat(ids("?state=waiting,succeeded")).containsExactly(fourth, first);
    assertThat(ids("?q=V1")).hasSize(4);
    assertThat(ids("?q=nothing")).isEmpty();
    assertThat(ids("?since=2100-01-01T00:00:00Z")).isEmpty();
    assertThat(ids("?until=2100-01-01T00:00:00Z")).hasSize(4);
    var page = web.json("/api/jobs?limit=3");
    assertThat(page.objects("jobs")).hasSize(3);
    assertThat(ids("?limit=3&before=" + page.text("next").orElseThrow())).containsExactly(first);
    assertThat(web.json("/api/jobs?limit=10").text("next")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      ?limit=0, limit: '0' is not valid; send a whole number from 1 to 1000
      ?limit=x, limit: 'x' is not valid; send a whole number from 1 to 1000
      ?before=-1, before: '-1' is not valid; send a whole number from 1
      ?since=today, since: 'today' is not valid; send a time such as 2026-11-20T21:13:55Z
      ?state=odd, "state: 'odd' is not valid; send waiting, running, succeeded, failed, canceled, timed_out, blocked or lost"
      """, quoteCharacter = '"')
  void saysWhatIsWrongWithAQuery(String query, String text) throws Exception {
    var answer = web.get("/api/jobs" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JsonObject.parse(answer.body()).text("error")).contains(text);
  }

  @Test
  void aListHasAVersion() throws Exception {
    var id = web.submit("p", "true");
    web.awaitEnd(id);
    var etag = web.get("/api/jobs").headers().firstValue("ETag").orElseThrow();

    var known = web.send(
        web.request("/api/jobs", WebFixture.token()).header("If-None-Match", etag).build());
    web.awaitEnd(web.submit("p", "true"));
    var changed = web.send(
        web.request("/api/jobs", WebFixture.token()).header("If-None-Match", etag).build());

    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(changed.statusCode()).isEqualTo(200);
  }

  @Test
  void cancelsAJob() throws Exception {
    var id = web.submit("p", "sleep 60");
    await().until(() -> web.row(id).started().isPresent());

    assertThat(web.post("/api/jobs/" + id + "/cancel", "").body().strip())
        .isEqualTo("{\"reply\":\"done\"}");
    web.awaitEnd(id);

    assertThat(web.json("/api/jobs/" + id).text("state")).contains("canceled");
    var again = web.post("/api/jobs/" + id + "/cancel", "");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("job " + id + ": it has ended");
    assertThat(web.post("/api/jobs/none/cancel", "").statusCode()).isEqualTo(404);
  }

  @Test
  void holdsAndResumesAJob() throws Exception {
    var blocker = web.submit("p", "sleep 60");
    var id = web.submit("p", "true");

    assertThat(web.post("/api/jobs/" + id + "/hold", "").statusCode()).isEqualTo(200);
    assertThat(web.json("/api/jobs/" + id).text("hold")).contains("until_resumed");
    assertThat(web.json("/api/jobs").objects("jobs").getFirst().text("hold"))
        .contains("until_resumed");
    assertThat(web.post("/api/jobs/" + id + "/hold", "{\"seconds\":3600}").statusCode())
        .isEqualTo(200);
    assertThat(web.json("/api/jobs/" + id).text("hold").orElseThrow()).startsWith("20");
    assertThat(web.post("/api/jobs/" + id + "/hold", "{\"until\":\"x\"}").statusCode())
        .isEqualTo(400);
    assertThat(web.post("/api/jobs/" + id + "/hold", "{\"untill\":\"x\"}").statusCode())
        .isEqualTo(400);
    assertThat(web.post("/api/jobs/" + id + "/hold", "[]").statusCode()).isEqualTo(400);
    assertThat(web.post("/api/jobs/" + id + "/resume", "").body()).contains("done");
    assertThat(web.post("/api/jobs/" + id + "/resume", "").body()).contains("unchanged");
    web.post("/api/jobs/" + blocker + "/cancel", "");
    assertThat(web.awaitEnd(id).verdict()).isPresent();
  }

  @Test
  void killsHoldsAndResumesSteps() throws Exception {
    var id = web.submit(
        "p",
        StepSpec.of("a", new Work.Items(List.of("sleep 60"))),
        StepSpec.of("b", new Work.Items(List.of("true")), "a"));
    await().until(() -> web.row(id).step("a").orElseThrow().started().isPresent());
    var steps = "/api/jobs/" + id + "/steps/";

    assertThat(web.post(steps + "b/hold", "").statusCode()).isEqualTo(200);
    assertThat(web.json("/api/jobs/" + id).objects("steps"))
        .extracting(step -> step.text("held").orElse("no"))
        .containsExactly("no", "until_resumed");
    assertThat(web.post(steps + "b/resume", "").statusCode()).isEqualTo(200);
    assertThat(web.json("/api/jobs/" + id).objects("steps").getLast().text("held")).isEmpty();
    assertThat(web.post(steps + "b/resume", "").body()).contains("unchanged");
    assertThat(web.post(steps + "a/hold", "").body()).contains("step a runs or has ended");
    assertThat(web.post(steps + "c/kill", "").body()).contains("has no step c");
    assertThat(web.post(steps + "a/kill", "").statusCode()).isEqualTo(200);
    web.awaitEnd(id);

    var job = web.json("/api/jobs/" + id);
    assertThat(job.objects("steps").getFirst().text("message")).contains("killed by a user");
    assertThat(web.post(steps + "a/kill", "").statusCode()).isEqualTo(409);
  }

  @Test
  void asksForTokensAndTheirScopes() throws Exception {
    var id = web.submit("p", "sleep 60");
    var reader = WebFixture.token(Map.of("scope", "read"));
    var runner = WebFixture.token(Map.of("scope", "run"));

    assertThat(web.get("/api/jobs", "none").statusCode()).isEqualTo(401);
    assertThat(web.get("/api/events", "none").statusCode()).isEqualTo(401);
    assertThat(web.get("/metrics", "none").statusCode()).isEqualTo(401);
    assertThat(web.get("/api/jobs", reader).statusCode()).isEqualTo(200);
    assertThat(web.post("/api/jobs/" + id + "/cancel", "", reader).statusCode()).isEqualTo(403);
    for (var path : List.of("/api/jobs", "/api/jobs/" + id, "/api/jobs/" + id + "/steps/a/log",
        "/api/events", "/metrics")) {
      assertThat(web.get(path, runner).statusCode()).as(path).isEqualTo(403);
    }
  }

  @Test
  void aTokenForSomePipelinesSeesNoOthers() throws Exception {
    var p = web.submit("p", "sleep 60");
    var q = web.submit("q", "sleep 60");
    var limited = WebFixture.token(Map.of("pipelines", List.of("q")));
    var none = WebFixture.token(Map.of("pipelines", List.of()));

    var seen = JsonObject.parse(web.get("/api/jobs", limited).body()).objects("jobs");
    assertThat(seen).extracting(job -> job.text("id").orElseThrow()).containsExactly(q);
    assertThat(web.get("/api/jobs?pipeline=p", limited).body()).contains("\"jobs\":[]");
    assertThat(web.get("/api/jobs", none).body()).contains("\"jobs\":[]");
    assertThat(web.get("/api/jobs/" + p, limited).statusCode()).isEqualTo(404);
    assertThat(web.post("/api/jobs/" + p + "/cancel", "", limited).statusCode()).isEqualTo(404);
    assertThat(web.get("/api/jobs/" + p + "/steps/a/log", limited).statusCode()).isEqualTo(404);
    assertThat(web.get("/api/jobs/" + q, limited).statusCode()).isEqualTo(200);
    var malformed = WebFixture.token(Map.of("pipelines", List.of(5)));
    assertThat(web.get("/api/jobs", malformed).statusCode()).isEqualTo(401);
  }
}
