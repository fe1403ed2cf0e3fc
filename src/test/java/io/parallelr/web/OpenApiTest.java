package io.parallelr.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.parallelr.backup.ExportRoutes;
import io.parallelr.flowhost.FlowModules;
import io.parallelr.http.EventReader;
import io.parallelr.http.Guard;
import io.parallelr.http.Router;
import io.parallelr.http.Sse;
import io.parallelr.prunner.InvalidDefinitionsException;
import io.parallelr.prunner.Pipelines;
import io.parallelr.serve.JobService;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
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
          new Router.Mount(
              "/api",
              new ExportRoutes(directory.resolve("data"), "1", Clock.systemUTC()).routes(guard)));
    } catch (InvalidDefinitionsException e) {
      throw new IllegalStateException(e);
    }
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
