package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command `autoexecflow` from its start to its end.
@Tag("long")
@Timeout(180)
@ExtendWith(ProductExtension.class)
class AutoExecFlowIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern LISTENING =
      Pattern.compile("listening on \\[127\\.0\\.0\\.1:(\\d+)");

  private final Product product;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Running> servers = new ArrayList<>();

  AutoExecFlowIT(Product product) {
    this.product = product;
  }

  @AfterEach
  void endServers() throws InterruptedException {
    for (var server : servers) {
      server.process.process().destroyForcibly().waitFor();
    }
  }

  /// A server that runs.
  private final class Running {
    private final Product.Started process;
    private final String url;

    Running(String... options) throws IOException {
      var words = new ArrayList<>(
          List.of(
              Product.program("autoexecflow"),
              "server",
              "--addr=tcp://127.0.0.1:0",
              "--root_dir=root"));
      words.addAll(List.of(options));
      process = product.startCommand(words);
      servers.add(this);
      await().atMost(LIMIT)
          .until(() -> LISTENING.matcher(log()).find() || !process.process().isAlive());
      var matcher = LISTENING.matcher(log());
      assertThat(matcher.find()).as(log() + Files.readString(process.stderr())).isTrue();
      url = "http://127.0.0.1:" + matcher.group(1);
    }

    String log() throws IOException {
      return Files.readString(process.stdout());
    }

    JsonNode send(String method, String path, String body)
        throws IOException, InterruptedException {
      var request = HttpRequest.newBuilder(URI.create(url + path))
          .method(method, BodyPublishers.ofString(body))
          .build();
      return new JsonMapper().readTree(client.send(request, BodyHandlers.ofString()).body());
    }

    String state(String task) throws IOException, InterruptedException {
      return send("GET", "/api/v1/task/" + task, "").at("/data/state").asString("");
    }

    int end(String signal) throws IOException, InterruptedException {
      process.signal(signal);
      return process.finish().status();
    }
  }

  private Product.Finished asked(String... words) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of(words));
    all.add(0, "client");
    all.add("--addr=unix://root/AutoExecFlow.sock");
    return product.command("autoexecflow", all.toArray(String[]::new));
  }

  private String gated() {
    return """
        {"name":"gated","step":[
        {"name":"a","type":"sh","content":"until [ -e %1$s/open ]; do sleep 0.05; done; echo through"},
        {"name":"b","type":"sh","content":"echo second"}]}
        """
        .formatted(product.directory());
  }

  private void open() throws IOException {
    Files.writeString(product.file("open"), "");
  }

  @Test
  void tasksContinueWithTheNextServer() throws IOException, InterruptedException {
    var first = new Running("--aef-open");
    assertThat(first.send("POST", "/api/v1/task", gated()).get("code").asInt()).isZero();
    await().atMost(LIMIT).until(() -> first.state("gated").equals("running"));
    assertThat(first.end("TERM")).isZero();

    var second = new Running("--aef-open");
    assertThat(second.state("gated")).isEqualTo("running");
    open();

    await().atMost(LIMIT).until(() -> second.state("gated").equals("stopped"));
    assertThat(asked("logs", "gated").stdout()).isEqualTo("through\nsecond\n");
    assertThat(second.end("TERM")).isZero();
  }

  @Test
  void aNormalEndWaitsForTasks() throws IOException, InterruptedException {
    var server = new Running("--aef-open", "--normal");
    assertThat(server.send("POST", "/api/v1/task", gated()).get("code").asInt()).isZero();
    await().atMost(LIMIT).until(() -> server.state("gated").equals("running"));

    server.process.signal("TERM");
    await().atMost(LIMIT).until(() -> server.log().contains("waiting for the tasks that run"));
    assertThat(server.process.process().isAlive()).isTrue();
    open();

    assertThat(server.process.finish().status()).isZero();
  }

  @Test
  void letsNobodyInWithoutAToken() throws IOException, InterruptedException {
    var server = new Running();

    var request = HttpRequest.newBuilder(URI.create(server.url + "/api/v1/task")).build();

    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    assertThat(asked("ls").status()).as("the socket is the user's").isZero();
    var token = product.command("autoexecflow", "token", "--root_dir", "root").stdout().strip();
    var made = client.send(
        HttpRequest.newBuilder(URI.create(server.url + "/api/v1/ticket"))
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
    var ticket = new JsonMapper().readTree(made.body()).get("ticket").asString();
    var withTicket =
        HttpRequest.newBuilder(URI.create(server.url + "/api/v1/task?ticket=" + ticket)).build();
    assertThat(client.send(withTicket, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(client.send(withTicket, BodyHandlers.ofString()).statusCode())
        .as("a ticket lets one request pass")
        .isEqualTo(401);
    assertThat(server.end("INT")).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--addr=0.0.0.0:0 --aef-open | --aef-open: others can reach",
      "--addr=:0 | --addr: others can reach",
      "--addr=nonsense | --addr: 'nonsense' is not valid",
      "--pool_size=x | --pool_size: 'x' is not valid",
      "--exec_timeout=soon | --exec_timeout: 'soon' is not valid",
      "--db_url=mysql://a | --db_url: 'mysql://a' cannot be used",
      "--mq_url=amqp://a | --mq_url: 'amqp://a' cannot be used",
      "--redis_url=redis://a | --redis_url: 'redis://a' cannot be used",
      "--self_url=https://a | --self_url: 'https://a' cannot be used",
      "--log_level=loud | --log_level: 'loud' is not valid",
      "--on_restart=maybe | --on_restart: 'maybe' is not valid",
      "--quota=-1 | --quota: '-1' is not valid",
      "--nonsense | Unknown option: '--nonsense'"})
  void refusesToStart(String options, String message) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of("server", "--root_dir=root"));
    words.addAll(List.of(options.split(" ")));

    var finished = product.command("autoexecflow", words.toArray(String[]::new));

    assertThat(finished.status()).as(finished.stderr()).isEqualTo(2);
    assertThat(finished.stderr()).startsWith("autoexecflow: ").contains(message);
  }

  @Test
  void optionsMayBeVariablesAndTheOptionWins() throws IOException, InterruptedException {
    var server = new Running("--aef-open", "--pool_size=3");
    assertThat(server.send("GET", "/api/v1/pool", "").at("/data/size").asInt()).isEqualTo(3);
    assertThat(server.end("TERM")).isZero();

    product.with("POOL_SIZE", "8").with("NODE_NAME", "north").with("AEF_OPEN", "true");
    var other = new Running();
    other.send("POST", "/api/v1/task",
        "{\"name\":\"t\",\"step\":[{\"name\":\"a\",\"type\":\"sh\",\"content\":\"echo ${POOL_SIZE-none}\"}]}");

    assertThat(other.send("GET", "/api/v1/pool", "").at("/data/size").asInt()).isEqualTo(8);
    await().atMost(LIMIT).until(() -> other.state("t").equals("stopped"));
    assertThat(other.send("GET", "/api/v1/task/t", "").at("/data/node").asString())
        .isEqualTo("north");
    assertThat(asked("logs", "t").stdout()).isEqualTo("none\n");
    assertThat(other.end("TERM")).isZero();
  }

  @Test
  void saysWhatItIs() throws IOException, InterruptedException {
    assertThat(product.command("autoexecflow", "version").stdout()).startsWith("autoexecflow ");
    assertThat(product.command("autoexecflow", "-v").stdout()).startsWith("autoexecflow ");
    assertThat(product.command("autoexecflow", "help", "run").stdout()).contains("--pool_size=N");
    assertThat(product.command("autoexecflow", "server", "-h").stdout())
        .contains("--exec_timeout", "--relative_path");
    assertThat(product.command("autoexecflow").status()).isEqualTo(2);
  }
}
