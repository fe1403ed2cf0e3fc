package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LegacyRoutesTest {
  @TempDir
  Path directory;
  private LegacyFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new LegacyFixture(directory);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void leavesOutTheDataOfAnEmptyList() throws Exception {
    assertThat(server.send("GET", "/", "").body().strip())
        .isEqualTo("{\"code\":0,\"message\":\"success\"}");
  }

  @Test
  void answersABrowserWithAPage() throws Exception {
    assertThat(server.send("GET", "/", "", "Accept", "text/html").body())
        .contains("<h1>", "swagger/index.html");
  }

  @Test
  void saysWhereANewTaskIs() throws Exception {
    var answer = server.send(
        "POST",
        "/?id=t",
        "[{\"command_type\":\"sh\",\"command_content\":\"true\"}]");

    assertThat(answer.headers().firstValue("X-Task-ID")).contains("t");
    assertThat(answer.body()).contains(
        "\"count\":1", "\"id\":\"t\"",
        "\"url\":\"http://127.0.0.1:%d/t\"".formatted(server.port()));
  }

  @Test
  void namesTheStepsThatFail() throws Exception {
    server.create("t", "echo out; exit 3", "true");
    server.awaitState("t", "Stop");

    var answer = server.get("/t");
    assertThat(answer.number("code")).contains(1002L);
    assertThat(answer.text("message")).contains("[Step: 0, Name: t-0, Exit Code: 3]; exec error");
    var steps = answer.objects("data");
    assertThat(steps.getFirst().text("msg")).contains("out");
    assertThat(steps.getFirst().number("code")).contains(3L);
    assertThat(steps.getLast().texts("depends_on")).containsExactly("t-0");
    assertThat(steps.getLast().number("state")).contains(2L);
    var console = server.get("/api/v1/task/t/0/console");
    assertThat(console.text("message")).contains("exit code: 3; exit status 3; exec error");
    assertThat(console.texts("data")).containsExactly("out");
  }

  @Test
  void showsWhatRuns() throws Exception {
    server.create("t", "exec sleep 60", "true");
    server.awaitState("t", "Running");

    assertThat(server.get("/t").number("code")).contains(1001L);
    assertThat(server.get("/t/0/console").text("message")).contains("in progress; running");
    assertThat(server.get("/t/1/console").number("code")).contains(1004L);
  }

  @Test
  void killsAStepByItsNumber() throws Exception {
    server.create("t", "exec sleep 60");
    server.awaitState("t", "Running");

    assertThat(server.json("PUT", "/api/v1/task/t/0", "").number("code")).contains(0L);

    server.awaitState("t", "Stop");
    assertThat(server.get("/t").objects("data").getFirst().number("code")).contains(-255L);
    assertThat(server.json("PUT", "/api/v1/task/t/0", "").text("message"))
        .contains("not found; no data");
  }

  @Test
  void killsATaskThatCameByItWithoutAnAction() throws Exception {
    server.create("t", "exec sleep 60");
    server.awaitState("t", "Running");

    assertThat(server.json("PUT", "/api/v1/task/t", "").number("code")).contains(0L);

    server.awaitState("t", "Stop");
    assertThat(server.get("/api/v1/task/t").objects("data").getFirst().number("code"))
        .contains(-255L);
  }

  @Test
  void showsATimeoutByItsOwnCode() throws Exception {
    server.json(
        "POST",
        "/api/v2/task",
        """
            {"id": "t", "timeout": "1h", "ansync": true, "notify": [{"type": "a", "action": "b"}],
             "step": [{"command_type": "sh", "command_content": "exec sleep 60",
                       "timeout": "100ms"}]}
            """);
    server.awaitState("t", "Stop");

    assertThat(server.get("/t").objects("data").getFirst().number("code")).contains(-256L);
  }

  @Test
  void runsIndependentStepsAtOnce() throws Exception {
    var wait = "{\"command_type\":\"sh\",\"command_content\":"
        + "\"touch %s; until [ -e %s ]; do sleep 0.05; done\"}";
    server.json(
        "POST",
        "/?id=t&async=true",
        "[%s,%s]".formatted(wait.formatted("a", "b"), wait.formatted("b", "a")));

    server.awaitState("t", "Stop");

    assertThat(server.get("/t").number("code")).contains(0L);
  }

  @Test
  void givesStepsTheirVariables() throws Exception {
    server.json(
        "POST",
        "/?id=t&env_vars=A=1",
        "[{\"command_type\":\"sh\",\"command_content\":\"echo $A$B\",\"env_vars\":[\"B=2=3\"]}]");
    server.awaitState("t", "Stop");

    assertThat(server.get("/t/0/console").texts("data")).containsExactly("12=3");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "[] | Field validation for 'Step' failed on the 'required' tag",
      "[{\"command_type\":\"sh\"}] | line 1, column 2: a step has no command_content",
      "[{\"name\":\"a\",\"command_type\":\"sh\",\"command_content\":\"x\",\"depends_on\":[\"a\"]}]"
          + " | dependency cycle detected",
      "[{\"name\":\"a\",\"command_type\":\"sh\",\"command_content\":\"x\"},"
          + "{\"name\":\"a\",\"command_type\":\"sh\",\"command_content\":\"x\"}]"
          + " | a repeat count 2",
      "[{] | line 1, column 3: invalid JSON: Unexpected close marker ']': expected '}'\""})
  void refusesWhatCannotRun(String body, String reason) throws Exception {
    var answer = server.send("POST", "/?ansync=true", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":400", reason);
  }

  @ParameterizedTest
  @CsvSource({"/?env_vars=ALONE, '', ALONE", "/?env_vars==1, '', =1",
      "/, ',\"env_vars\":[\"A=1\",\"B\"]', B"})
  void refusesVariablesThatHaveNoValue(String path, String more, String variable)
      throws Exception {
    var answer = server.send(
        "POST",
        path,
        "[{\"command_type\":\"sh\",\"command_content\":\"x\"%s}]".formatted(more));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("env_vars: '%s' is not NAME=value".formatted(variable));
  }

  @Test
  void refusesATaskInPlaceOfOneThatRuns() throws Exception {
    server.create("t", "exec sleep 60");

    var answer = server.send(
        "POST", "/?id=t", "[{\"command_type\":\"sh\",\"command_content\":\"true\"}]");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("task is running");
  }

  @Test
  void listsAllTasks() throws Exception {
    int count = 2 * StoredTasks.AT_ONCE + 1;
    server.addEnded(count);

    var data = server.get("/").object("data").orElseThrow();

    assertThat(data.number("total")).contains((long) count);
    assertThat(data.objects("tasks")).extracting(task -> task.text("id").orElse(""))
        .doesNotHaveDuplicates()
        .hasSize(count)
        .startsWith("t1", "t2")
        .endsWith("t" + count);
  }

  @Test
  void sortsTheList() throws Exception {
    server.create("a", "true");
    server.awaitState("a", "Stop");
    server.create("b", "true");
    server.awaitState("b", "Stop");

    for (var sort : new String[]{"st", "et", "rt"}) {
      var data = server.get("/?sort=" + sort).object("data").orElseThrow();
      assertThat(data.number("total")).contains(2L);
      assertThat(data.objects("tasks")).allSatisfy(
          task -> assertThat(task.text("msg")).contains("all steps executed successfully"));
    }
    var refused = server.send("GET", "/?sort=name", "");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("sort parameter error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/nothing/0/console", "/t/9/console", "/t/x/console"})
  void hasNoDataAboutWhatIsUnknown(String path) throws Exception {
    server.create("t", "true");

    assertThat(server.get(path).number("code")).contains(1003L);
  }

  @Test
  void refusesAStepThatIsNotANumber() throws Exception {
    server.create("t", "true");

    assertThat(server.json("PUT", "/api/v1/task/t/x", "").text("message"))
        .contains("step does not exist; parameter error");
  }

  @Test
  void sendsTheConsoleToAWebSocketUntilTheStepEnds() throws Exception {
    server.create("t", "echo one; until [ -e go ]; do sleep 0.05; done; echo two");
    var heard = new Heard();
    try (var client = HttpClient.newHttpClient()) {
      var _ = client.newWebSocketBuilder()
          .buildAsync(
              URI.create("ws://127.0.0.1:%d/t/0/console".formatted(server.port())), heard)
          .get(30, TimeUnit.SECONDS);
      await().until(() -> heard.text().contains("one"));
      assertThat(heard.closed).isNotDone();

      Files.createFile(directory.resolve("data/workspace/t/go"));

      assertThat(heard.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
      assertThat(heard.text().lines()).containsExactly("one", "two");
    }
  }

  private static final class Heard implements WebSocket.Listener {
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final List<String> text = new CopyOnWriteArrayList<>();

    String text() {
      return String.join("", text);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
      text.add(data + (isLast ? "\n" : ""));
      return WebSocket.Listener.super.onText(socket, data, isLast);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedFuture(null);
    }
  }
}
