package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskApiTest {
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

  @Test
  void stepsWithoutNamesRunInTheirOrder() throws Exception {
    var answer = server.create(
        """
            {"step": [
              {"type": "sh", "content": "echo a >> o"},
              {"type": "sh", "content": "echo b >> o"},
              {"type": "sh", "content": "cat o; echo $TASK_NAME $TASK_STEP_NAME; pwd"}]}""");
    var name = answer.at("/data/name").asString();
    assertThat(answer.at("/data/count").asInt()).isEqualTo(3);
    assertThat(server.awaitEnd(name).get("code").asInt()).isZero();

    var steps = server.get("/api/v1/task/" + name + "/step").get("data");
    var last = steps.get(2).get("name").asString();
    assertThat(server.lines(name, last)).startsWith("a", "b", name + " " + last);
    assertThat(steps.get(2).at("/depends/0").asString())
        .isEqualTo(steps.get(1).get("name").asString());
  }

  @Test
  void aTaskRunsAsItSays() throws Exception {
    server.yaml(
        """
            name: demo
            desc: a demo
            async: true
            timeout: 1h
            env: [{name: N, value: 5}, {name: API_TOKEN, value: hidden-value}]
            step:
            - {name: a, type: sh, content: "echo $N $M $API_TOKEN", env: {M: 6, N: 7}}
            - {name: b, type: sh, content: exit 3, depends: [a], desc: fails}
            - {name: c, type: sh, content: echo c, depends: [b]}
            - {name: d, type: sh, content: echo d, disable: true, depends: [a]}
            - {name: e, type: sh, content: echo e, rule: "steps.a.code == 0", action: skip, depends: [a]}
            - {name: f, type: sh, content: echo f, rule: "steps.a.code != 0", action: allow, depends: [d]}
            - {name: g, type: sh, content: echo g, rule: "nothing", action: skip}
            - {name: h, type: groovy, content: println 1}
            - {name: i, type: sh, content: "echo x >> tries; [ $(wc -l < tries) = 2 ]", retry: {max: 3}}
            """);

    var task = server.awaitEnd("demo");

    assertThat(task.get("code").asInt()).isEqualTo(1002);
    assertThat(task.at("/data/timeout").asString()).isEqualTo("1h0m0s");
    assertThat(task.at("/data/kind").asString()).isEqualTo("dag");
    assertThat(task.toString()).doesNotContain("hidden-value");
    assertThat(server.lines("demo", "a")).singleElement().asString().startsWith("7 6 <masked");
    var steps = server.get("/api/v1/task/demo/step").get("data");
    assertThat(steps.findValuesAsString("name")).startsWith("a", "b", "c", "d");
    assertThat(steps.findValuesAsString("state")).containsExactly(
        "stopped", "failed", "pending", "stopped", "skipped", "skipped", "failed", "failed",
        "stopped");
    assertThat(steps.findValues("code").stream().map(n -> n.asInt()).toList())
        .containsExactly(0, 3, 0, 0, -2, -2, -999, -999, 0);
    assertThat(server.step("demo", "h").get("message").asString())
        .contains("execution failed due to system error", "groovy not found");
    assertThat(server.step("demo", "i").get("attempt").asInt()).isEqualTo(2);
    assertThat(server.get("/api/v1/task/demo/step/c/log").get("code").asInt()).isEqualTo(1004);
    assertThat(server.lines("demo", "d")).isEmpty();
  }

  @Test
  void aDumpIsTheTaskAgainWithoutItsSecrets() throws Exception {
    server.yaml(
        """
            name: d
            kind: dag
            failFast: true
            maxParallel: 2
            env: [{name: DB_PASSWORD, value: tiptop-secret}]
            step:
            - {name: a, type: sh, content: "echo 'it is tiptop-secret'", desc: text, rule: "1 == 2", action: skip}
            """);
    server.awaitEnd("d");
    var dump = server.get("/api/v1/task/d/dump").get("data").asString();
    assertThat(dump).contains("desc: text", "rule: 1 == 2", "action: skip", "failFast: true",
        "maxParallel: 2", "kind: dag").doesNotContain("tiptop-secret");

    server.yaml(dump);

    assertThat(server.awaitEnd("d").get("code").asInt()).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "{bad|invalid JSON: ",
      "{}|steps can not be empty",
      "[]|required",
      "{'step': [{'name': 'a', 'type': 'sh'}]}|line 1, column 11: a step has no content",
      "{'step': [{'type': 'sh', 'content': 5}]}|content is not a text: 5",
      "{'kind': 'x', 'step': [{'type': 'sh', 'content': 'x'}]}|unknown kind x",
      "{'delayed': 'soon', 'step': [{'type': 'sh', 'content': 'x'}]}|soon is not a time",
      "{'node': 'other', 'step': [{'type': 'sh', 'content': 'x'}]}|there is no node other",
      "{'async': true, 'step': [{'name': 'a', 'type': 'sh', 'content': 'x', 'depends': ['b']}, {'name': 'b', 'type': 'sh', 'content': 'x', 'depends': ['a']}]}|dependency cycle detected: a -> b -> a",
      "{'async': true, 'step': [{'name': 'a', 'type': 'sh', 'content': 'x', 'depends': ['z']}]}|depends on z, which does not exist",
      "{'step': [{'name': 'a', 'type': 'sh', 'content': 'x'}, {'name': 'a!', 'type': 'sh', 'content': 'x'}]}|[a repeat count 2]",
      "{'step': [{'name': 'a', 'type': 'sh', 'content': 'x', 'env': [{'name': 'A', 'value': '1'}, {'name': 'A', 'value': '1'}]}]}|duplicate keys [A]",
      "{'step': [{'name': 'a', 'type': 'touch', 'content': '{}'}]}|path is required",
      "{'step': [{'name': 'a', 'type': 'kubectl@drain', 'content': '{}'}]}|unknown type kubectl@drain"})
  void whatIsWrongIsSaid(String json, String message) throws Exception {
    var answer = server.create(json.replace('\'', '"'));
    assertThat(answer.get("message").asString()).contains(message);
    assertThat(answer.get("code").asInt()).isIn(1002, 400);
    assertThat(server.get("/api/v1/task").at("/data/total").asInt()).isZero();
  }

  @Test
  void theSamplesOfTheReadmeAreExplained() throws Exception {
    var start = "\"name\": \"test\",\n\"timeout\": \"10m\"";
    assertThat(server.create(start).get("message").asString())
        .isEqualTo(
            "line 1, column 7: invalid JSON: it does not begin with {; put all of it between { and }");
    var comment =
        "{" + start + ",\n\"step\": [{\"type\": \"bash\", # kinds\n\"content\": \"env\"}]}";
    assertThat(server.create(comment).get("message").asString())
        .contains("line 3", "it has a comment, which JSON does not allow; remove it, or send YAML");
  }

  @Test
  void namesAreCleanedAndUsedAgain() throws Exception {
    var json = "{\"name\":\" a/b!_1.2~测试\",\"step\":[{\"type\":\"sh\",\"content\":\"%s\"}]}";
    var response = server.send(
        server.request("/api/v1/task")
            .POST(HttpRequest.BodyPublishers.ofString(json.formatted("sleep 30"))));
    assertThat(TaskFixture.json(response.body()).at("/data/name").asString())
        .isEqualTo("ab_1.2~测试");
    var path = "ab_1.2~%E6%B5%8B%E8%AF%95";
    assertThat(server.create(json.formatted("true")).get("message").asString())
        .isEqualTo("task is running");
    assertThat(server.call("DELETE", "/api/v1/task/" + path, "").get("code").asInt()).isZero();
    assertThat(server.task(path).get("code").asInt()).isEqualTo(1003);
    server.create(json.formatted("true"));
    assertThat(server.awaitEnd(path).get("code").asInt()).isZero();
  }

  @Test
  void tasksAndStepsAreControlled() throws Exception {
    server.yaml(
        """
            name: c
            async: true
            step:
            - {name: a, type: bash, content: "trap '' TERM; setsid sleep 300 & touch up; while :; do sleep 1; done"}
            - {name: b, type: sh, content: echo b, depends: [a]}
            - {name: x, type: sh, content: "until [ -e go ]; do sleep 0.05; done"}
            - {name: y, type: sh, content: echo y, depends: [x]}
            """);
    await().until(() -> server.get("/api/v1/task/c/workspace").toString().contains("\"up\""));
    var base = "/api/v1/task/c";
    assertThat(server.put(base + "/step/a?action=pause").get("message").asString())
        .isEqualTo("step is running, can't pause");
    assertThat(server.put(base + "/step/y?action=pause").get("code").asInt()).isZero();
    assertThat(server.state("c", "y")).isEqualTo("paused");
    assertThat(server.put(base + "/step/b?action=resume").get("code").asInt()).isEqualTo(1002);
    assertThat(server.put(base + "/step/a?action=bogus").get("code").asInt()).isEqualTo(1002);
    assertThat(server.put(base + "/step/none?action=kill").get("code").asInt()).isEqualTo(1003);

    assertThat(server.put(base + "/step/a?action=kill").get("code").asInt()).isZero();
    server.awaitState("c", "a", "failed");
    assertThat(server.step("c", "a").get("code").asInt()).isEqualTo(-997);
    assertThat(server.put(base + "/step/y?action=kill").get("code").asInt()).isZero();
    assertThat(server.step("c", "y").get("code").asInt()).isEqualTo(-997);
    server.put(base + "?action=kill");
    assertThat(server.awaitEnd("c").get("message").asString())
        .contains("failed", "1 pending");
    assertThat(server.put(base + "?action=kill").get("message").asString())
        .isEqualTo("task is no running");
  }

  @Test
  void queuedTasksArePausedDelayedAndKilled() throws Exception {
    for (int i = 0; i < 4; i++) {
      server.yaml("name: busy%d\nstep: [{name: s, type: sh, content: sleep 60}]".formatted(i));
    }
    server.yaml("name: q\nstep: [{name: s, type: sh, content: echo ran}]");
    server.yaml("name: k\nstep: [{name: s, type: sh, content: echo ran}]");
    server.yaml(
        "name: later\ndelayed: %s\nstep: [{name: s, type: sh, content: 'true'}]"
            .formatted(Instant.now().plus(Duration.ofHours(1))));
    await().until(() -> server.get("/api/v1/pool").at("/data/running").asInt() == 4);
    assertThat(server.get("/api/v1/pool").at("/data/waiting").asInt()).isEqualTo(3);
    assertThat(server.call("POST", "/api/v1/pool", "{\"size\":1}").get("message").asString())
        .isEqualTo("there are still tasks running, scaling down is not allowed");
    assertThat(server.put("/api/v1/task/k?action=kill").get("code").asInt()).isZero();
    assertThat(server.task("k").get("code").asInt()).isEqualTo(1002);
    assertThat(server.put("/api/v1/task/q?action=pause&duration=1h").get("code").asInt()).isZero();
    assertThat(server.task("q").get("code").asInt()).isEqualTo(1005);

    server.restart(); // all of it is kept

    assertThat(server.task("q").get("code").asInt()).isEqualTo(1005);
    assertThat(server.task("later").get("code").asInt()).isEqualTo(1004);
    assertThat(server.task("busy0").get("code").asInt()).isEqualTo(1001);
    server.call("POST", "/api/v1/pool", "{\"size\":6}");
    server.put("/api/v1/task/q?action=resume");
    assertThat(server.awaitEnd("q").get("code").asInt()).isZero();
  }

  @Test
  void limitsOfTimeEndStepsAndTasks() throws Exception {
    server.yaml(
        "name: s\nstep: [{name: a, type: sh, content: sleep 60, timeout: 300ms}]");
    server.yaml(
        "name: t\ntimeout: 1s\nstep: [{name: a, type: sh, content: sleep 0.7}, {name: b, type: sh, content: sleep 60}]");
    assertThat(server.awaitEnd("s").get("code").asInt()).isEqualTo(1002);
    assertThat(server.step("s", "a").get("code").asInt()).isEqualTo(-998);
    assertThat(server.awaitEnd("t").get("message").asString())
        .startsWith("forced termination by timeout");
    assertThat(server.step("t", "b").get("code").asInt()).isEqualTo(-998);
  }

  @Test
  void listsHavePagesAndAnswersMayBeYaml() throws Exception {
    for (var name : List.of("p1", "p2", "q1")) {
      server.yaml("name: %s\nstep: [{name: s, type: sh, content: 'true'}]".formatted(name));
      server.awaitEnd(name);
    }
    var page = server.get("/api/v1/task?page=2&size=1&prefix=p").get("data");
    assertThat(page.at("/tasks/0/name").asString()).isEqualTo("p1");
    assertThat(page.at("/page/total").asInt()).isEqualTo(2);
    assertThat(server.get("/api/v1/task?Page=1&Size=0").at("/data/page/size").asInt())
        .isEqualTo(15);
    assertThat(server.get("/api/v1/task?page=x").get("code").asInt()).isEqualTo(1002);
    var yaml = server.send(server.request("/api/v1/pool").header("Accept", "application/yaml"));
    assertThat(yaml.body()).startsWith("code: 0\n").contains("  size: 4\n");
  }

  @Test
  void logsAreReadInParts() throws Exception {
    server.yaml("name: l\nstep: [{name: s, type: bash, content: \"seq 1 3000; printf '\\n  x'\"}]");
    server.awaitEnd("l");
    var log = "/api/v1/task/l/step/s/log";
    assertThat(server.lines("l", "s")).hasSize(3001).endsWith("3000", "x");
    var part = server.get(log + "?offset=2998&limit=2&exact=true").get("data");
    assertThat(part.findValuesAsString("content")).containsExactly("2999", "3000");
    assertThat(part.at("/0/line").asInt()).isEqualTo(2999);
    var text = server.send(server.request(log).header("Accept", "text/plain")).body();
    assertThat(text).startsWith("1\n2\n").endsWith("3000\n\n  x");
    assertThat(server.get(log + "?offset=x").get("code").asInt()).isEqualTo(1002);
  }
}
