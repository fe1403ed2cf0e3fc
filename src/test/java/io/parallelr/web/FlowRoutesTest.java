package io.parallelr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.flowhost.FlowModules;
import io.parallelr.flows.Flows;
import io.parallelr.http.EventReader;
import io.parallelr.job.Verdict;
import io.parallelr.json.JsonObject;
import io.parallelr.store.JobHead;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Flows of a server, by their own routes and by those of all jobs.
@Timeout(60)
class FlowRoutesTest {
  @TempDir
  Path directory;
  private WebFixture web;

  @BeforeEach
  void start() throws Exception {
    web = new WebFixture(directory, FlowRoutesTest::define);
  }

  @AfterEach
  void close() throws Exception {
    web.close();
  }

  private static void define(Flows flows) {
    flows.define("greet you", f -> {
      f.parameter("name").parameter("count", "1");
      f.java("java", step -> {
        step.out().println("hello " + step.parameter("name"));
        step.log("careful");
      });
      f.bash("bash", "echo @count@ @java@; exit @count@").after("java");
    });
    flows.define("slow", f -> {
      f.bash("wait", "touch begun; sleep 60");
      f.bash("after", "true").after("wait");
    });
  }

  private String started(String path, String body) throws Exception {
    var answer = web.post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var json = JsonObject.parse(answer.body());
    assertThat(json.text("status")).contains("OK");
    return json.text("run").orElseThrow();
  }

  @Test
  void namesAreShown() throws Exception {
    assertThat(web.get("/flows").body().strip()).isEqualTo("[\"greet you\",\"slow\"]");
  }

  @Test
  void aRunIsStartedAndShown() throws Exception {
    assertThat(web.get("/status/greet%20you").body().strip()).isEqualTo("{}");
    var id = started("/start/greet%20you?name=query", "{\"name\":\"you\",\"count\":0}");
    web.awaitEnd(id);

    var run = web.json("/status/greet%20you");
    assertThat(run.text("run")).contains(id);
    assertThat(run.text("name")).contains("greet you");
    assertThat(run.flag("ended")).isTrue();
    assertThat(run.text("start_date")).isPresent();
    assertThat(run.text("state")).contains("succeeded");
    assertThat(run.object("parameters").orElseThrow().text("name")).contains("you");
    assertThat(run.objects("steps")).hasSize(2);
    assertThat(web.get("/status/greet%20you").body())
        .contains("\"executions\":[[\"java\",\"done\"],[\"bash\",\"done\"]]");
    assertThat(web.row(id).head().user()).isEqualTo("ann");
  }

  @Test
  void aLinkStartsARunToo() throws Exception {
    var answer = web.get("/start/greet%20you?name=a%20b&count=3");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    web.awaitEnd(JsonObject.parse(answer.body()).text("run").orElseThrow());

    var run = web.json("/status/greet%20you");
    assertThat(run.text("state")).contains("failed");
    assertThat(run.text("message")).contains("step bash: exit status 3");
    assertThat(web.get("/status/greet%20you").body()).contains("[\"bash\",\"failed\"]");
  }

  @Test
  void pagesOfOtherSitesStartNothing() throws Exception {
    var request = web.request("/start/slow", WebFixture.token())
        .header("Sec-Fetch-Site", "cross-site")
        .build();
    assertThat(web.send(request).statusCode()).isEqualTo(403);
    var head = web.request("/start/slow", WebFixture.token()).HEAD().build();
    assertThat(web.send(head).statusCode()).isEqualTo(405);
    assertThat(web.get("/logs").body().strip()).isEqualTo("[]");
  }

  @Test
  void whatCannotBeStartedIsRefused() throws Exception {
    assertThat(web.post("/start/none", "").statusCode()).isEqualTo(404);
    assertThat(web.get("/status/none").statusCode()).isEqualTo(404);
    assertThat(web.get("/logs/none").statusCode()).isEqualTo(404);
    var wrong = web.post("/start/greet%20you", "{\"nam\":\"you\"}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(JsonObject.parse(wrong.body()).text("error")).contains(
        "flow greet you: parameter name is missing; unknown parameter nam");
    assertThat(web.post("/start/greet%20you", "[1]").statusCode()).isEqualTo(400);
    assertThat(web.post("/start/greet%20you", "{\"name\":null}").statusCode()).isEqualTo(400);
    assertThat(web.get("/start/greet%20you?name=a&name=b").statusCode()).isEqualTo(400);

    var _ = started("/start/slow", "");
    var busy = web.get("/start/slow");
    assertThat(busy.statusCode()).isEqualTo(409);
    assertThat(busy.body().strip()).isEqualTo("{\"status\":\"ALREADY RUNNING\"}");
  }

  @Test
  void runsAreListedTheNewestFirst() throws Exception {
    var first = started("/start/greet%20you", "{\"name\":\"1\"}");
    web.awaitEnd(first);
    var second = started("/start/slow", "");

    var all = web.get("/logs").body();
    assertThat(all.indexOf(second)).isPositive().isLessThan(all.indexOf(first));
    assertThat(web.get("/logs?limit=1").body()).contains(second).doesNotContain(first);
    assertThat(web.get("/logs/greet%20you").body()).contains(first).doesNotContain(second);
    assertThat(web.get("/logs?limit=x").statusCode()).isEqualTo(400);
  }

  @Test
  void aTokenIsForSomethingAndForSomeFlows() throws Exception {
    var reader = WebFixture.token(Map.of("sub", "ann", "scope", "read"));
    assertThat(web.get("/start/slow", reader).statusCode()).isEqualTo(403);
    assertThat(web.post("/start/slow", "", reader).statusCode()).isEqualTo(403);
    var runner = WebFixture.token(Map.of("sub", "ann", "scope", "run"));
    for (var path : List.of("/flows", "/status/slow", "/logs", "/logs/slow")) {
      assertThat(web.get(path, runner).statusCode()).as(path).isEqualTo(403);
      assertThat(web.get(path, "none").statusCode()).as(path).isEqualTo(401);
    }
    var id = started("/start/slow", "");
    var other = WebFixture.token(Map.of("sub", "ann", "pipelines", List.of("greet you")));
    assertThat(web.get("/flows", other).body().strip()).isEqualTo("[\"greet you\"]");
    assertThat(web.get("/logs", other).body().strip()).isEqualTo("[]");
    assertThat(web.get("/status/slow", other).statusCode()).isEqualTo(404);
    assertThat(web.post("/start/slow", "", other).statusCode()).isEqualTo(404);
    var same = WebFixture.token(Map.of("sub", "ann", "pipelines", List.of("slow")));
    assertThat(web.get("/logs", same).body()).contains(id);
  }

  @Test
  void runsAreJobs() throws Exception {
    var id = started("/start/greet%20you", "{\"name\":\"you\",\"count\":\"0\"}");
    web.awaitEnd(id);

    var job = web.json("/api/jobs?dialect=flow").objects("jobs").getFirst();
    assertThat(job.text("id")).contains(id);
    assertThat(job.text("name")).contains("greet you");
    assertThat(job.text("state")).contains("succeeded");
    var shown = web.json("/api/jobs/" + id);
    assertThat(shown.objects("steps")).hasSize(2);
    assertThat(shown.object("variables").orElseThrow().text("name")).contains("you");
    var log = "/api/jobs/" + id + "/steps/java/log";
    assertThat(web.get(log).body()).isEqualTo("hello you\n");
    assertThat(web.get(log + "?stream=stderr").body()).isEqualTo("careful\n");
    assertThat(web.get("/api/jobs/" + id + "/steps/bash/log").body()).isEqualTo("0 hello you\n");
  }

  @Test
  void runsAreFollowedAndCancelledAsJobs() throws Exception {
    HttpRequest request = web.request("/api/events", WebFixture.token()).build();
    try (var body = web.stream(request).body()) {
      var events = new EventReader(body);
      assertThat(events.next()).isPresent();
      var id = started("/start/slow", "");
      web.awaitFile("begun");
      var canceled = web.post("/api/jobs/" + id + "/cancel", "");
      assertThat(canceled.statusCode()).as(canceled.body()).isEqualTo(200);

      var data = JsonObject.EMPTY;
      while (!data.text("event").equals(Optional.of("ended"))) {
        data = JsonObject.parse(events.next().orElseThrow().data());
        assertThat(data.text("job")).contains(id);
        assertThat(data.text("name")).contains("slow");
      }
      assertThat(web.awaitEnd(id).verdict()).containsInstanceOf(Verdict.Canceled.class);
      assertThat(web.json("/status/slow").text("state")).contains("cancelled");
    }
  }

  @Test
  void withoutModulesThereIsNothing() {
    var none = FlowModules.of();
    none.define(Path.of("/"));
    none.connect(web.jobs(), Clock.systemUTC());

    assertThat(none.host()).isEmpty();
    assertThat(none.isUndefined(new JobHead("flow", "slow", "", "{}"))).isTrue();
    assertThat(none.isUndefined(new JobHead("prunner", "slow", "", "{}"))).isFalse();
  }
}
