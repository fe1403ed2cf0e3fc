package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.parallelr.http.Address;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.OpenAccess;
import io.parallelr.http.Origins;
import io.parallelr.http.Rights;
import io.parallelr.http.Router;
import io.parallelr.http.TokenClaims;
import io.parallelr.os.HeapGuard;
import io.parallelr.run.CloseStack;
import io.parallelr.run.Deaths;
import io.parallelr.run.Installation;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the description says of the routes for tasks, and what they really answer.
@Timeout(60)
class TasksOpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> SCOPES = Set.of(
      Rights.READ, Rights.RUN, Rights.CANCEL, Rights.FILES, Rights.SHELL, Rights.ADMIN);

  @TempDir
  Path directory;
  private final CloseStack opened = new CloseStack();
  private final HttpClient client = HttpClient.newHttpClient();
  private Router router;
  private String url;
  private JsonNode description;

  @BeforeEach
  void start() throws Exception {
    var clock = Clock.systemUTC();
    var jobs = opened.later(
        JobServer.open(
            new JobServerSettings(
                directory.resolve("data"),
                directory,
                Map.of(),
                Set.of(),
                8,
                Duration.ofSeconds(2),
                JobServer.OnRestart.CONTINUE,
                false,
                false),
            new JobServer.Host(
                new Installation(Optional.empty(), directory.resolve("home")),
                clock,
                System::nanoTime,
                new Deaths(HeapGuard.start("test", 5))::end)));
    var settings = new AutoExec.Settings(
        directory.resolve("data"),
        "",
        4,
        Duration.ofMinutes(1),
        "node",
        Optional.empty(),
        Long.MAX_VALUE,
        true,
        Optional.empty(),
        false,
        Map.of("version", "1"));
    var tasks = opened.later(AutoExec.open(settings, jobs.jobs(), clock, System::nanoTime));
    router = new Router(
        tasks.mounts(new OpenAccess(new Origins(List.of()), new TokenClaims("user", SCOPES))));
    var listener =
        Listener.start(List.of(new Address.Tcp("127.0.0.1", 0)), Limits.DEFAULT, router);
    opened.later(() -> listener.close(Duration.ZERO));
    jobs.start();
    tasks.start();
    url = "http://" + listener.addresses().getFirst();
    description = JSON.readTree(send("GET", "/swagger/doc.json", "").body());
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url + path))
        .method(method, BodyPublishers.ofString(body))
        .build();
    return client.send(request, BodyHandlers.ofString());
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
    described.removeIf(route -> route.endsWith("/ticket")); // of the server around

    assertThat(described).isEqualTo(new TreeSet<>(router.routes()));
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
    var task = """
        {"name":"t","env":{"A":"b"},"step":[{"name":"a","type":"sh","content":"echo hello"},
        {"name":"b","type":"sh","content":"exit 3"}]}
        """;
    check("POST", "/api/v1/task", "", task, 0);
    await().atMost(Duration.ofSeconds(30)).until(() -> code("/api/v1/task/t") == 1002);

    check("GET", "/api/v1/task", "?size=1", "", 0);
    check("GET", "/api/v1/task", "?page=x", "", 1002);
    check("GET", "/api/v1/task/{task}", "", "", 1002);
    check("GET", "/api/v1/task/{task}/dump", "", "", 0);
    check("GET", "/api/v1/task/{task}/step", "", "", 1002);
    check("GET", "/api/v1/task/{task}/step/{step}", "", "", 0);
    check("GET", "/api/v1/task/{task}/step/{step}/log", "", "", 0);
    check("PUT", "/api/v1/task/{task}", "?action=kill", "", 1002);
    check("GET", "/api/v1/task/{task}/workspace", "", "", 0);
    check("GET", "/api/v1/pool", "", "", 0);
    check("POST", "/api/v1/pool", "", "{\"size\":5}", 0);
    check("GET", "/api/v1/state", "", "", 0);
    check("GET", "/version", "", "", 0);
    check("GET", "/healthyz", "", "", 0);
    check("DELETE", "/api/v1/task/{task}", "", "", 0);
    check("GET", "/api/v1/task/{task}", "", "", 1003);
  }

  @Test
  void answersOfPipelinesAreAsItSays() throws Exception {
    var template = """
        {"name":"p","tplType":"jinja2","content":"step:\\n  - {type: sh, content: 'echo {{ x }}'}"}
        """;
    check("POST", "/api/v1/pipeline", "", template, 0);
    check("GET", "/api/v1/pipeline", "", "", 0);
    check("GET", "/api/v1/pipeline/{pipeline}", "", "", 0);
    check("POST", "/api/v1/pipeline/{pipeline}/build", "", "{\"params\":{\"x\":1}}", 0);
    check("GET", "/api/v1/pipeline/{pipeline}/build", "", "", 0);
    check("DELETE", "/api/v1/pipeline/{pipeline}", "", "", 0);
    check("GET", "/api/v1/pipeline/{pipeline}", "", "", 1002);
  }

  private int code(String path) throws Exception {
    return JSON.readTree(send("GET", path, "").body()).get("code").asInt();
  }

  private void check(String method, String template, String query, String body, int code)
      throws Exception {
    var path = template.replace("{task}", "t").replace("{step}", "a").replace("{pipeline}", "p");
    var answer = send(method, path + query, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var parsed = JSON.readTree(answer.body());
    assertThat(parsed.get("code").asInt()).as(answer.body()).isEqualTo(code);
    var schema = description.get("paths")
        .get(template)
        .get(method.toLowerCase(Locale.ROOT))
        .at("/responses/200/content/application~1json/schema");
    // with data it is the answer that it was done, and no other
    var chosen = schema.has("anyOf") && !parsed.get("data").isNull()
        ? schema.get("anyOf").get(0)
        : schema;
    assertThat(chosen.isMissingNode()).as(template).isFalse();
    var whole = ((ObjectNode) chosen.deepCopy()).set("components", description.get("components"));
    var errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(whole)
        .validate(answer.body(), InputFormat.JSON);

    assertThat(errors).as(answer.body()).isEmpty();
  }
}
