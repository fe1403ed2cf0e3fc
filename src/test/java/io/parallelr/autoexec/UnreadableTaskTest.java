package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// A task whose request cannot be read, as one that a later version has stored.
class UnreadableTaskTest {
  private static final String PROBLEM =
      "task bad is stored in a form that cannot be read, and can only be deleted: ";

  @TempDir
  Path directory;
  private TaskFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new TaskFixture(directory);
    server.yaml("name: good\nstep: [{name: s, type: sh, content: 'true'}]");
    server.awaitEnd("good");
    server.submit("bad", "{\"kind\":\"later\",\"step\":[]}", "true");
    await().until(() -> server.hasEnded("bad"));
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  private static List<String> names(JsonNode list, String field) {
    return list.at("/data/tasks").findValuesAsString(field);
  }

  @Test
  void listsLeaveItOut() throws Exception {
    assertThat(names(server.get("/api/v1/task"), "name")).containsExactly("good");
    assertThat(names(server.get("/"), "id")).containsExactly("good");
    assertThat(names(server.get("/api/v1/task?sort=et"), "id")).containsExactly("good");

    var client = server.new WebClient("/api/v1/task");
    await().until(() -> !client.texts.isEmpty());
    assertThat(names(client.frames().getFirst(), "name")).containsExactly("good");
    client.socket.abort();
  }

  @Test
  void theLogSaysSoOnce() throws Exception {
    var logger = (Logger) LoggerFactory.getLogger(StoredTasks.class);
    var level = logger.getLevel();
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(events);
    try {
      server.get("/api/v1/task");
      server.get("/");
    } finally {
      logger.detachAppender(events);
      logger.setLevel(level);
    }

    assertThat(events.list).hasSize(1);
    assertThat(events.list.getFirst().getFormattedMessage()).contains(PROBLEM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/task/bad", "/api/v1/task/bad/step", "/api/v1/task/bad/step/s",
      "/api/v1/task/bad/dump", "/bad", "/bad/0/console", "/api/v1/task/bad/0/console"})
  void isRefusedWithTheReason(String path) throws Exception {
    var answer = server.get(path);

    assertThat(answer.get("code").asInt()).isEqualTo(1002);
    assertThat(answer.get("message").asString()).startsWith(PROBLEM).contains("unknown kind later");
  }

  @Test
  void itsWorkspaceIsThere() throws Exception {
    assertThat(server.get("/api/v1/task/bad/workspace").get("message").asString())
        .doesNotContain(PROBLEM);
  }

  @Test
  void canBeKilledAndDeleted() throws Exception {
    server.submit("long", "{}", "sleep 60");
    await().until(() -> server.put("/api/v1/task/long?action=kill").get("code").asInt() == 0);

    for (var name : List.of("bad", "long")) {
      var path = "/api/v1/task/" + name;
      assertThat(server.call("DELETE", path, "").get("code").asInt()).isZero();
      assertThat(server.get(path).get("code").asInt()).isEqualTo(1003);
    }
    assertThat(server.get("/api/v1/task").at("/data/total").asInt()).isEqualTo(1);
  }

  @Test
  void isReplacedByANewOneOfItsName() throws Exception {
    server.yaml("name: bad\nstep: [{name: s, type: sh, content: 'true'}]");

    assertThat(server.awaitEnd("bad").get("code").asInt()).isZero();
  }

  @Test
  void isInTheListOfBuilds() throws Exception {
    server.call(
        "POST",
        "/api/v1/pipeline",
        "{\"name\":\"p\",\"tplType\":\"jinja2\",\"content\":\"step: [{type: sh, content: x}]\"}");
    var name = server.call("POST", "/api/v1/pipeline/p/build", "").at("/data/name").asString();
    server.awaitEnd(name);
    server.call("DELETE", "/api/v1/task/" + name, "");
    server.submit(name, "{}", "true");

    var builds = server.get("/api/v1/pipeline/p/build");
    assertThat(builds.at("/data/tasks/0/state").asString()).as(builds.toString())
        .isEqualTo("unknown");
    assertThat(builds.at("/data/tasks/0/message").asString()).contains("cannot be read");

    await().until(() -> server.hasEnded(name));
    assertThat(server.call("DELETE", "/api/v1/pipeline/p", "").get("code").asInt()).isZero();
    assertThat(server.get("/api/v1/task/" + name).get("code").asInt()).isEqualTo(1003);
  }

  @Test
  void retentionDeletesIt() throws Exception {
    server.sweep(Duration.ZERO);

    assertThat(server.get("/api/v1/task/bad").get("code").asInt()).isEqualTo(1003);
    assertThat(server.get("/api/v1/task/good").get("code").asInt()).isEqualTo(1003);
  }
}
