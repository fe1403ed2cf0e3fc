package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Flows of plugins in a server.
@Tag("long")
@Timeout(180)
@ExtendWith(ProductExtension.class)
class FlowServerIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Product product;

  FlowServerIT(Product product) {
    this.product = product;
  }

  /// A jar with the class `Nightly`.
  ///
  /// @param definition the text of its method
  private void plugin(String definition) throws IOException {
    var source = Files.writeString(product.file("Nightly.java"), """
        import io.parallelr.flows.*;

        public class Nightly implements FlowModule {
          public void define(Flows flows) {
            %s
          }
        }
        """.formatted(definition));
    var library = Product.launcher().resolveSibling("../lib/parallelr.jar").normalize();
    int status = ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-proc:none", "-cp", library.toString(), source.toString());
    assertThat(status).isZero();
    var plugins = Files.createDirectories(product.home().resolve("serve/plugins"));
    try (var jar = new JarOutputStream(Files.newOutputStream(plugins.resolve("nightly.jar")))) {
      try (var classes = Files.newDirectoryStream(product.directory(), "*.class")) {
        for (var file : classes) {
          add(jar, file.getFileName().toString(), Files.readAllBytes(file));
          Files.delete(file);
        }
      }
      add(jar, "META-INF/services/io.parallelr.flows.FlowModule", "Nightly\n".getBytes(UTF_8));
    }
  }

  private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(content);
    jar.closeEntry();
  }

  private static JsonNode status(Served server, String flow)
      throws IOException, InterruptedException {
    var answer = server.get("/status/" + flow);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonMapper().readTree(answer.body());
  }

  @Test
  void aRunGoesOnAfterTheServerIsKilled() throws IOException, InterruptedException {
    plugin("""
        flows.define("nightly", f -> {
          f.parameter("name");
          f.java("first", step -> step.out().println("hello " + step.parameter("name")));
          f.bash("wait", "echo x >> begun; until [ -e open ]; do sleep 0.05; done").after("first");
          f.java("last", step -> step.out().println(step.output("first") + "!")).after("wait");
        });
        """);
    var server = Served.start(product);
    assertThat(server.get("/flows").body().strip()).isEqualTo("[\"nightly\"]");
    assertThat(server.post("/start/nightly", "{}").statusCode()).isEqualTo(400);
    var started = server.post("/start/nightly", "{\"name\":\"you\"}");
    assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
    var id = new JsonMapper().readTree(started.body()).get("run").asString();
    Served.awaitFile(product.file("begun"));
    assertThat(server.get("/start/nightly?name=me").statusCode()).isEqualTo(409);

    server.process().signal("KILL");
    var _ = server.process().finish();
    var next = Served.start(product);
    Files.createFile(product.file("open"));

    await().atMost(LIMIT).until(() -> status(next, "nightly").get("ended").asBoolean());
    var run = status(next, "nightly");
    assertThat(run.get("run").asString()).isEqualTo(id);
    assertThat(run.get("state").asString()).as("%s", run).isEqualTo("succeeded");
    assertThat(product.file("begun")).hasContent("x");
    assertThat(next.get("/api/jobs/" + id + "/steps/last/log").body()).isEqualTo("hello you!\n");
    assertThat(product.run("jobs", "show", id).stdout()).contains("nightly", "succeeded");
    assertThat(next.end("TERM")).isZero();
  }

  @Test
  void aRunWhoseFlowIsMissingWaitsForIt() throws IOException, InterruptedException {
    plugin(
        "flows.define(\"f\", f -> f.bash(\"a\", \"touch begun; until [ -e open ]; do sleep 0.05; "
            + "done\").after(f.bash(\"b\", \"true\")));");
    var server = Served.start(product);
    assertThat(server.get("/start/f").statusCode()).isEqualTo(200);
    Served.awaitFile(product.file("begun"));
    server.process().signal("KILL");
    var _ = server.process().finish();
    var jar = product.home().resolve("serve/plugins/nightly.jar");
    var aside = product.file("nightly.jar");
    Files.move(jar, aside);

    var without = Served.start(product);
    assertThat(without.get("/flows").statusCode()).isEqualTo(404);
    assertThat(without.get("/api/jobs?state=running").body()).contains("\"name\":\"f\"");
    without.process().signal("KILL");
    var _ = without.process().finish();
    Files.move(aside, jar);

    var again = Served.start(product);
    Files.createFile(product.file("open"));
    await().atMost(LIMIT).until(() -> status(again, "f").get("ended").asBoolean());
    assertThat(status(again, "f").get("state").asString()).isEqualTo("succeeded");
  }

  /// A detached server has another working directory itself.
  @Test
  void commandsRunWhereTheServerWasStarted() throws IOException, InterruptedException {
    Files.createDirectories(product.file("below"));
    plugin("flows.define(\"where\", f -> { f.bash(\"a\", \"pwd\"); "
        + "f.bash(\"b\", \"pwd\").directory(java.nio.file.Path.of(\"below\")).after(\"a\"); });");
    int server = product.detach("serve", "--address", "127.0.0.1:0");

    var run = product.run("jobs", "run", "where", "--follow");

    var directory = product.directory().toRealPath();
    assertThat(run.stdout()).as(run.stderr())
        .contains(directory + "\n")
        .contains(directory.resolve("below") + "\n");
    Product.signal("TERM", server);
    await().atMost(LIMIT).until(() -> !Product.runs(server));
  }

  @Test
  void flowsAreStartedAndListedByTheClient() throws IOException, InterruptedException {
    plugin("flows.define(\"greet\", f -> { f.parameter(\"name\"); "
        + "f.bash(\"a\", \"echo hello @name@; until [ -e open ]; do sleep 0.05; done\"); });");
    var server = Served.start(product);

    assertThat(product.run("jobs", "pipelines").stdout()).contains("FLOW", "greet");
    var json = new JsonMapper().readTree(product.run("jobs", "pipelines", "--json").stdout());
    assertThat(json.get("flows").get(0).asString()).isEqualTo("greet");
    assertThat(json.has("pipelines")).isTrue();

    var wrong = product.run("jobs", "run", "greet");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.stderr()).contains("parameter name is missing");
    var unknown = product.run("jobs", "run", "none");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.stderr()).contains("\"none\" is not defined");
    var started = product.run("jobs", "run", "greet", "-v", "name=you");
    assertThat(started.status()).as(started.stderr()).isZero();
    var busy = product.run("jobs", "run", "greet", "-v", "name=me");
    assertThat(busy.status()).as(busy.stderr()).isEqualTo(75);

    Files.createFile(product.file("open"));
    var id = started.stdout().strip();
    await().atMost(LIMIT).until(() -> status(server, "greet").get("ended").asBoolean());
    assertThat(product.run("jobs", "logs", id).stdout()).contains("hello you");
    var again = server.post("/api/jobs/" + id + "/rerun", "{\"variables\":{\"name\":\"her\"}}");
    assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
    await().atMost(LIMIT).until(() -> status(server, "greet").get("ended").asBoolean());
    assertThat(status(server, "greet").get("parameters").get("name").asString()).isEqualTo("her");
    assertThat(server.post("/api/jobs/" + id + "/rerun", "{\"from_failed\":true}").body())
        .contains("can only be run again as a whole");
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void aModuleThatThrowsKeepsAnotherServerFromBeingReplaced()
      throws IOException, InterruptedException {
    plugin("flows.define(\"f\", f -> f.bash(\"a\", \"true\"));");
    var server = Served.start(product);
    plugin("flows.define(\"f\", f -> f.bash(\"a\", \"true\").after(\"none\"));");

    var refused = product.run("serve", "--address", "127.0.0.1:0", "--replace");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).contains("flow module Nightly: ", "none");
    assertThat(server.get("/start/f").statusCode()).isEqualTo(200);
    await().atMost(LIMIT).until(() -> status(server, "f").get("ended").asBoolean());
    assertThat(server.end("TERM")).isZero();
  }

  @Test
  void aModuleThatThrowsIsOneClearError() throws IOException, InterruptedException {
    plugin("flows.define(\"f\", f -> f.bash(\"a\", \"true\").after(\"none\"));");

    var refused = product.run("serve", "--address", "127.0.0.1:0");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr().lines().filter(line -> line.startsWith("parallelr: ")).toList())
        .singleElement()
        .asString()
        .contains("flow module Nightly: ", "none");
  }
}
