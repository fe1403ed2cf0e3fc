package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.job.Admission;
import io.parallelr.job.Lane;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskCreationTest {
  @TempDir
  Path directory;
  private TaskFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new TaskFixture(directory);
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  private Path workspaces() {
    return directory.resolve("data/workspace");
  }

  @Test
  void aRefusedTaskLeavesNothing() throws Exception {
    server.yaml("name: old\nstep: [{name: s, type: sh, content: 'true'}]");
    server.awaitEnd("old");
    server.put(new Lane(Tasks.LANE, 1, new Admission.Append(0)));
    server.yaml("name: busy\nstep: [{name: s, type: sh, content: sleep 60}]");
    server.awaitState("busy", "s", "running");

    for (var name : new String[]{"refused", "old"}) {
      var answer = server.create(
          "{\"name\":\"%s\",\"step\":[{\"type\":\"sh\",\"content\":\"x\"}]}".formatted(name));
      assertThat(answer.get("code").asInt()).isEqualTo(1002);
      assertThat(answer.get("message").asString())
          .isEqualTo("concurrency exceeded and queueing disabled");
    }

    assertThat(server.task("refused").get("code").asInt()).isEqualTo(1003);
    assertThat(workspaces().resolve("refused")).doesNotExist();
    assertThat(server.task("old").get("code").asInt()).isZero();
    assertThat(server.get("/api/v1/task/old/workspace").get("code").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkdir", "MkDir"})
  void typesAreKnownHoweverTheyAreWritten(String type) throws Exception {
    server.yaml("name: m\nstep: [{name: s, type: %s, content: 'path: a/b'}]".formatted(type));

    assertThat(server.awaitEnd("m").get("code").asInt()).isZero();
    assertThat(workspaces().resolve("m/a/b")).isDirectory();
  }

  @Test
  void theLongestNamesCanBeUsed() throws Exception {
    var name = "\u6d4b".repeat(TaskNames.LONGEST);
    var answer = TaskFixture.json(
        server.send(
            server.request("/api/v1/task")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "name: %s\nstep: [{name: %s, type: sh, content: echo $TASK_NAME > f; cat f}]"
                            .formatted(name, name))))
            .body());
    assertThat(answer.at("/data/name").asString()).as(answer.toString()).isEqualTo(name);
    var path = "%E6%B5%8B".repeat(TaskNames.LONGEST);

    assertThat(server.awaitEnd(path).get("code").asInt()).isZero();
    assertThat(server.lines(path, path)).containsExactly(name);
    assertThat(
        server.get("/api/v1/task/" + path + "/workspace").at("/data/files/0/name").asString())
        .isEqualTo("f");
    assertThat(server.call("DELETE", "/api/v1/task/" + path, "").get("code").asInt()).isZero();
    assertThat(workspaces()).isEmptyDirectory();
  }

  /// In every answer that has a list of them.
  @Test
  void timesThatCannotBeWrittenAreRefused() throws Exception {
    var answer = server.create(
        "{\"delayed\":\"+999999999-12-31T23:59:59-18:00\",\"step\":[{\"type\":\"sh\",\"content\":\"x\"}]}");

    assertThat(answer.get("code").asInt()).isEqualTo(1002);
    assertThat(server.get("/api/v1/task").get("code").asInt()).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "/?id=t|[{'name': 'NAME', 'command_type': 'sh', 'command_content': 'x'}]|the name is longer than 255 characters",
      "/?id=LONGEST|[{'command_type': 'sh', 'command_content': 'x'}]|the name is longer than 255 characters",
      "/?id=t&env_vars=A%00=1|[{'command_type': 'sh', 'command_content': 'x'}]|env_vars has a NUL character"})
  void whatCannotBeReadAgainIsRefusedByTheOlderInterface(String path, String json, String message)
      throws Exception {
    var longest = "n".repeat(TaskNames.LONGEST);
    var answer = server.call(
        "POST",
        path.replace("LONGEST", longest),
        json.replace('\'', '"').replace("NAME", longest + "n"));

    assertThat(answer.get("message").asString()).contains(message);
    assertThat(server.get("/api/v1/task").at("/data/total").asInt()).isZero();
  }
}
