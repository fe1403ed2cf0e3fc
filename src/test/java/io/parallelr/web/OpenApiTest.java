package io.parallelr.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.parallelr.backup.ExportRoutes;
import io.parallelr.daemon.Registry;
import io.parallelr.flowhost.FlowModules;
import io.parallelr.http.Auth;
import io.parallelr.http.EventReader;
import io.parallelr.http.Guard;
import io.parallelr.http.Login;
import io.parallelr.http.Origins;
import io.parallelr.http.Router;
import io.parallelr.http.Routes;
import io.parallelr.http.SessionRoutes;
import io.parallelr.http.Sse;
import io.parallelr.http.TokenMaker;
import io.parallelr.http.TokenRoutes;
import io.parallelr.prunner.InvalidDefinitionsException;
import io.parallelr.prunner.Pipelines;
import io.parallelr.serve.JobService;
import io.parallelr.webruns.WebRuns;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the description says of the routes, and what they really answer.
@Timeout(60)
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir
  Path directory;
  private WebFixture web;
  private JsonNode description;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(directory.resolve("pipelines.yml"), """
        pipelines:
          p:
            tasks:
              a:
                script: [echo hello, exit 3]
              b:
                script: [echo never]
                depends_on: [a]
          slow:
            concurrency: 1
            tasks:
              a:
                script: [sleep 60]
        """);
    var flows = FlowModules.of(
        module -> module.define("f", flow -> flow.parameter("n", "1").bash("a", "exit @n@")));
    web = new WebFixture(directory, Sse.Limits.DEFAULT, flows, this::pipelines);
    description = JSON.readTree(web.get("/api/openapi.json", "none").body());
  }

  private List<Router.Mount> pipelines(JobService jobs, Guard guard) {
    try {
      var settings = new Pipelines.Settings(
          directory, "pipelines.yml", true, Optional.empty(), directory, Optional.empty());
      var clocks = new Pipelines.Clocks(Clock.systemUTC(), ZoneOffset.UTC);
      var opened = Pipelines.open(settings, jobs, clocks);
      var routes = opened.routes(guard);
      return List.of(
          new Router.Mount("", routes),
          new Router.Mount("/api", routes),
          new Router.Mount("/api", opened.administration(guard)),
          new Router.Mount("/api", opened.pageRoutes(guard)),
          new Router.Mount("/api", runs().routes(guard)),
          new Router.Mount("", SessionRoutes.routes(guard, Clock.systemUTC())),
          new Router.Mount("", new TokenRoutes(maker(), Clock.systemUTC()).routes(guard)),
          new Router.Mount("", login().get(0)),
          new Router.Mount("", login().get(1)),
          new Router.Mount("", login().get(2)),
          new Router.Mount(
              "/api",
              new ExportRoutes(directory.resolve("data"), "1", Clock.systemUTC()).routes(guard)));
    } catch (InvalidDefinitionsException e) {
      throw new IllegalStateException(e);
    }
  }

  private WebRuns runs() {
    var home = directory.resolve("runs-home"); // the server holds locks in its own
    return new WebRuns(
        new Registry(home.resolve("workers"), home.resolve("runs")),
        Optional.empty(),
        Clock.systemUTC(),
        System::nanoTime,
        Sse.Limits.DEFAULT);
  }

  private static TokenMaker maker() {
    return new TokenMaker("0123456789abcdef");
  }

  private static List<Routes> login() {
    var secret = "another secret of these";
    return new Login(
        new Auth(List.of(secret), Clock.systemUTC(), new Origins(List.of())),
        new TokenMaker(secret),
        Clock.systemUTC(),
        new SecureRandom(),
        System::nanoTime,
        List.of())
        .routes(Guard.NONE);
  }

  @AfterEach
  void close() throws Exception {
    web.close();
  }

  @Test
  void hasEachRouteAndNoOther() {
    var described = new TreeSet<String>();
    description.get("paths")
        .properties()
        .forEach(path -> path.getValue()
            .propertyNames()
            .forEach(
                method -> described.add(method.toUpperCase(Locale.ROOT) + ' ' + path.getKey())));

    var routes = new TreeSet<>(web.router().routes());
    routes.removeIf(route -> route.contains(" /api/pipelines") || route.contains(" /api/job/"));
    routes.remove("GET /pipelines/");

    assertThat(described).isEqualTo(routes);
  }

  @Test
  void eachReferenceLeadsSomewhere() {
    var references = description.findValues("$ref").stream().map(JsonNode::asString).toList();

    assertThat(references).isNotEmpty()
        .allSatisfy(
            reference -> assertThat(description.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
  }

  @Test
  void answersAreAsItSays() throws Exception {
    var scheduled = web.post("/pipelines/schedule", "{\"pipeline\":\"p\",\"variables\":{\"n\":1}}");
    check("/pipelines/schedule", "post", scheduled, 202);
    var id = JSON.readTree(scheduled.body()).get("jobId").asString();
    web.awaitEnd(id);
    var slow = JSON.readTree(web.post("/pipelines/schedule", "{\"pipeline\":\"slow\"}").body())
        .get("jobId")
        .asString();

    get("/pipelines", "", 200);
    get("/pipelines/jobs", "", 200);
    get("/pipelines/jobs", "?limit=1", 200);
    get("/pipelines/jobs", "?limit=x", 400);
    get("/job/detail", "?id=" + id, 200);
    get("/job/detail", "?id=x", 400);
    get("/job/logs", "?id=" + id + "&task=a", 200);
    get("/api/jobs", "", 200);
    get("/api/jobs", "?limit=0", 400);
    get("/healthz", "", 200);
    get("/api/openapi.json", "", 200);
    for (var job : List.of(id, slow)) {
      check("/api/jobs/{id}", "get", web.get("/api/jobs/" + job), 200);
    }
    check("/api/jobs/{id}", "get", web.get("/api/jobs/none"), 404);
    check("/api/jobs/{id}/hold", "post", web.post("/api/jobs/" + slow + "/hold", ""), 200);
    check("/api/jobs/{id}/resume", "post", web.post("/api/jobs/" + slow + "/resume", ""), 200);
    var kill = web.post("/api/jobs/" + slow + "/steps/a/kill", "");
    check("/api/jobs/{id}/steps/{step}/kill", "post", kill, 200);
    web.awaitEnd(slow);
    check("/api/jobs/{id}/cancel", "post", web.post("/api/jobs/" + id + "/cancel", ""), 409);
    check("/job/cancel", "post", web.post("/job/cancel?id=" + id, ""), 409);
  }

  @Test
  void answersOfThePageAreAsItSays() throws Exception {
    var failed = "{\"pipeline\":\"p\"}";
    var id = JSON.readTree(web.post("/pipelines/schedule", failed).body())
        .get("jobId")
        .asString();
    web.awaitEnd(id);
    web.post("/pipelines/schedule", "{\"pipeline\":\"slow\"}");

    get("/api/overview", "", 200);
    get("/api/session", "", 200);
    get("/api/definitions", "", 200);
    check("/api/definitions/{name}", "get", web.get("/api/definitions/p"), 200);
    check("/api/definitions/{name}", "get", web.get("/api/definitions/none"), 404);
    var rerun = "/api/jobs/{id}/rerun";
    var again = "/api/jobs/%s/rerun".formatted(id);
    check(rerun, "post", web.post(again, "{\"from_failed\":true}"), 202);
    check(rerun, "post", web.post(again, "{\"variables\":1}"), 400);
    var admin = WebFixture.token(Map.of("scope", "admin"));
    check("/api/slots", "post", web.post("/api/slots", "{\"slots\":3}", admin), 200);
    check("/api/slots", "post", web.post("/api/slots", "{}"), 403);
    check("/api/login-link", "post", web.post("/api/login-link", ""), 200);
    check("/api/login", "post", web.post("/api/login", "{\"token\":\"x\"}"), 401);
  }

  @Test
  void answersOfRunsAreAsItSays() throws Exception {
    var id = "20261129T100000.000Z-1";
    var run = Files.createDirectories(directory.resolve("runs-home/runs").resolve(id));
    var queue = Files.createDirectory(directory.resolve("queue"));
    Files.createDirectories(queue.resolve(".parallelr/failed"));
    Files.writeString(queue.resolve(".parallelr/failed/a.sh"), "");
    Files.writeString(run.resolve("request.json"), """
        {"session_id":"%s","start_time":"2026-11-29T10:00:00.000+00:00","tasks":2,\
        "spec":{"watch":true,"sources":["%s"]}}
        """.formatted(id, queue));
    Files.writeString(run.resolve("results.jsonl"),
        """
            {"type":"start","start_time":"2026-11-29T10:00:00.000+00:00","sequence":1,"task":"/q/b.sh",\
            "worker_id":1,"attempt":1}
            {"type":"task","start_time":"2026-11-29T10:00:00.000+00:00","status":"FAILED","worker_id":2,\
            "end_time":"2026-11-29T10:00:01.000+00:00","duration_seconds":1.0,"attempt":1,"final":true,\
            "sequence":2,"task":"/q/a.sh","exit_code":3,"stderr":"x","error_message":"Exit code 3"}
            """);

    get("/api/runs", "", 200);
    get("/api/runs", "?limit=0", 400);
    check("/api/runs/{id}", "get", web.get("/api/runs/" + id), 200);
    check("/api/runs/{id}", "get", web.get("/api/runs/none"), 404);
    var tasks = "/api/runs/%s/tasks".formatted(id);
    check("/api/runs/{id}/tasks", "get", web.get(tasks), 200);
    check("/api/runs/{id}/tasks/{sequence}", "get", web.get(tasks + "/2"), 200);
    var timeline = web.get("/api/runs/%s/timeline".formatted(id));
    check("/api/runs/{id}/timeline", "get", timeline, 200);
    var admin = WebFixture.token(Map.of("scope", "admin"));
    var pause = web.post("/api/runs/%s/pause".formatted(id), "", admin);
    check("/api/runs/{id}/pause", "post", pause, 409);
    get("/api/queues", "", 200);
    var known = JSON.readTree(web.get("/api/queues").body()).get("queues").get(0);
    var path = "/api/queues/" + known.get("id").asString();
    check("/api/queues/{id}", "get", web.get(path), 200);
    var requeued = web.post(path + "/requeue", "{\"all\":true}", admin);
    check("/api/queues/{id}/requeue", "post", requeued, 200);
    get("/api/workers", "", 200);
    var end = web.post("/api/workers/1/end", "", admin);
    check("/api/workers/{pid}/end", "post", end, 404);
  }

  @Test
  void answersOfFlowsAreAsItSays() throws Exception {
    get("/flows", "", 200);
    check("/status/{flow}", "get", web.get("/status/f"), 200);
    var started = web.post("/start/f", "{\"n\":3}");
    check("/start/{flow}", "post", started, 200);
    web.awaitEnd(JSON.readTree(started.body()).get("run").asString());
    check("/status/{flow}", "get", web.get("/status/f"), 200);
    check("/status/{flow}", "get", web.get("/status/none"), 404);
    get("/logs", "", 200);
    get("/logs", "?limit=0", 400);
    check("/logs/{flow}", "get", web.get("/logs/f"), 200);
    check("/start/{flow}", "get", web.get("/start/f?m=3"), 400);
    check("/start/{flow}", "get", web.get("/start/none"), 404);
  }

  @Test
  void eventsAreAsItSays() throws Exception {
    var request = web.request("/api/events", WebFixture.token()).build();
    try (var body = web.stream(request).body()) {
      var events = new EventReader(body);
      assertThat(events.next()).isPresent();

      web.post("/pipelines/schedule", "{\"pipeline\":\"p\"}");

      var data = "";
      while (!data.contains("\"event\":\"ended\"")) {
        data = events.next().orElseThrow().data();
        check(JSON.createObjectNode().put("$ref", "#/components/schemas/JobEvent"), data);
      }
    }
  }

  private void get(String path, String query, int status) throws Exception {
    check(path, "get", web.get(path + query), status);
  }

  private void check(String path, String method, HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    var responses = description.get("paths").get(path).get(method).get("responses");
    var response = responses.path(String.valueOf(status));
    if (response.has("$ref")) {
      response = description.at(response.get("$ref").asString().substring(1));
    }
    check(response.at("/content/application~1json/schema"), answer.body());
  }

  /// References are to the components of the description.
  private void check(JsonNode schema, String text) {
    assertThat(schema.isMissingNode()).as(text).isFalse();
    var whole = ((ObjectNode) schema.deepCopy()).set("components", description.get("components"));
    var errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(whole)
        .validate(text, InputFormat.JSON);

    assertThat(errors).as(text).isEmpty();
  }
}
