package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.serve.JobServer;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(180)
class PrunnerApiTest {
  private static final String UNKNOWN = "00000000-0000-4000-8000-00000000dead";
  private static final String DEFINITIONS =
      """
          pipelines:
            quick: {concurrency: 5, tasks: {t: {script: ["echo said; echo warned >&2"]}}}
            fails: {tasks: {t: {script: ["exit 7"]}, u: {depends_on: [t], script: ["true"]}}}
            gated: {queue_limit: 1, tasks: {t: {script: ["touch begun; until [ -e open ]; do sleep 0.05; done"]}}}
            full: {queue_limit: 0, tasks: {t: {script: ["touch busy; until [ -e open ]; do sleep 0.05; done"]}}}
            newest:
              queue_strategy: replace
              cancel_running: true
              tasks: {t: {script: ["touch running-{{ .n }}; until [ -e open ]; do sleep 0.05; done"]}}
            parted: {queue_strategy: partitioned_replace, queue_partition_limit: 1, start_delay: 1h, tasks: {t: {}}}
            delayed: {start_delay: 1h, queue_limit: 1, tasks: {t: {}}}
            circle: {tasks: {a: {depends_on: [b]}, b: {depends_on: [a]}}}
            typed:
              variables: {count: {type: integer, required: true}, mode: {default: fast}}
              tasks: {t: {script: ["echo {{ .count }} {{ .mode }} $PRUNNER_VAR_count"]}}
            layers:
              env_files: [more.env]
              env: {B: pipeline, C: pipeline}
              tasks: {t: {env: {C: task}, script: ['echo "$FROM_SERVER $A $B $C $TASK_NAME"']}}
            none: {}
          """;

  private ApiFixture api;

  @BeforeEach
  void setUp(@TempDir Path directory) throws Exception {
    api = ApiFixture.start(directory, DEFINITIONS);
  }

  @AfterEach
  void tearDown() throws Exception {
    Files.writeString(api.file("open"), "");
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "/pipelines", "/pipelines/", "/pipelines/jobs", "/pipelines/nothing", "/job/detail",
      "/job/logs", "/job/nothing", "/api/pipelines"
  })
  void nothingIsShownWithoutAToken(String path) throws Exception {
    var response = api.send(api.request(path));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).isEqualTo("no token found\n");
  }

  @ParameterizedTest
  @CsvSource({
      "/nothing, 404", "/pipelines/nothing, 404", "/job/detail/, 404", "/pipelines/schedule, 405",
      "/job/cancel, 405", "/, 404"
  })
  void unknownPathsAndWrongMethodsAreRefused(String path, int status) throws Exception {
    assertThat(api.get(path).statusCode()).isEqualTo(status);
  }

  @Test
  void aWrongMethodIsAnsweredWithTheRightOnes() throws Exception {
    var response = api.send(api.request("/pipelines/jobs").DELETE(), Map.of());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().allValues("Allow")).containsExactly("GET");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      ''                                  | Error decoding JSON: EOF
      []                                  | Error decoding JSON: the body is not a JSON object
      {"pipeline":5}                      | Error decoding JSON: pipeline is not a string
      {"pipeline":"quick","variables":[]} | Error decoding JSON: variables is not an object
      {}                                  | Error scheduling pipeline: pipeline "" is not defined
      null                                | Error scheduling pipeline: pipeline "" is not defined
      {"pipeline":"x"}                    | Error scheduling pipeline: pipeline "x" is not defined
      """)
  void aRequestThatCannotBeUnderstoodIsExplained(String body, String error) throws Exception {
    var response = api.post("/pipelines/schedule", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(ApiFixture.json(response).get("error").asString()).isEqualTo(error);
  }

  @Test
  void truncatedJsonIsRefused() throws Exception {
    var response = api.post("/pipelines/schedule", "{\"pipeline\":");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("Error decoding JSON: ");
  }

  @Test
  void namesOfFieldsMayBeInAnyCaseAndTheRestIsIgnored() throws Exception {
    var response = api.post("/pipelines/schedule", "{\"PipeLine\":\"quick\",\"more\":1} garbage");

    assertThat(response.statusCode()).isEqualTo(202);
  }

  @Test
  void aJobThatHasEndedIsShownInFull() throws Exception {
    var id = api.schedule("quick", "{\"a\":[1,null,{\"b\":0.5}],\"big\":9007199254740993}");
    var job = api.awaitEnd(id);

    var times = "\"20..-..-..T..:..:..Z\"";
    assertThat(job.toString()).matches(
        ("\\{\"id\":\"%s\",\"pipeline\":\"quick\",\"tasks\":\\[\\{\"name\":\"t\",\"status\":\"done\","
            + "\"start\":%s,\"end\":%s,\"skipped\":false,\"exitCode\":0,\"errored\":false}],"
            + "\"completed\":true,\"canceled\":false,\"errored\":false,\"created\":%s,\"start\":%s,"
            + "\"end\":%s,\"variables\":\\{\"a\":\\[1,null,\\{\"b\":0.5}],\"big\":9007199254740993},"
            + "\"user\":\"jane\"}").formatted(id, times, times, times, times, times));
    assertThat(ApiFixture.json(api.get("/job/logs?id=" + id + "&task=t")).toString())
        .isEqualTo("{\"stdout\":\"said\\n\",\"stderr\":\"warned\\n\"}");
  }

  @Test
  void theFirstFailureIsTheErrorAndWhatDependsOnItIsCanceled() throws Exception {
    var job = api.awaitEnd(api.schedule("fails"));

    assertThat(job.get("lastError").asString()).isEqualTo("exit status 7");
    assertThat(job.get("canceled").asBoolean()).isFalse();
    assertThat(job.get("errored").asBoolean()).isTrue();
    assertThat(job.get("tasks").get(0).get("exitCode").asInt()).isEqualTo(7);
    assertThat(job.get("tasks").get(1).get("status").asString()).isEqualTo("canceled");
    assertThat(job.get("tasks").get(1).get("start").isNull()).isTrue();
  }

  @Test
  void aPipelineWithoutTasksCompletes() throws Exception {
    assertThat(api.awaitEnd(api.schedule("none")).get("tasks")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"upper", "plain", "braces", "urn"})
  void idsAreUnderstoodInAllForms(String form) throws Exception {
    var id = api.schedule("quick");
    var shown = switch (form) {
      case "upper" -> id.toUpperCase(Locale.ROOT);
      case "plain" -> id.replace("-", "");
      case "braces" -> "%7B" + id + "%7D";
      default -> "urn:uuid:" + id;
    };

    assertThat(api.job(shown).get("id").asString()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      GET  | /job/detail                 | 400 | Invalid job id
      GET  | /job/detail?id=x            | 400 | Invalid job id
      GET  | /job/detail?id={unknown}    | 404 | Job not found
      GET  | /job/logs?id=x&task=t       | 400 | Invalid job id
      GET  | /job/logs?id={known}        | 400 | Invalid task name
      GET  | /job/logs?id={known}&task=  | 400 | Invalid task name
      GET  | /job/logs?id={known}&task=x | 404 | Task not found
      POST | /job/cancel                 | 400 | Invalid job id
      POST | /job/cancel?id={unknown}    | 404 | Job not found
      POST | /job/cancel?id={known}      | 409 | Error canceling job: it is completed
      GET  | /pipelines/jobs?limit=0     | 400 | limit: 0 is not valid; send a number from 1 to 10000
      """)
  void mistakesInRequestsAreExplained(String method, String path, int status, String error)
      throws Exception {
    var known = api.schedule("quick");
    api.awaitEnd(known);
    var request = api.request(path.replace("{unknown}", UNKNOWN).replace("{known}", known))
        .method(method, HttpRequest.BodyPublishers.noBody());

    var response = api.send(request, Map.of());

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(ApiFixture.json(response).toString()).isEqualTo("{\"error\":\"" + error + "\"}");
  }

  @Test
  void aFullQueueRefusesUntilThereIsRoom() throws Exception {
    var running = api.schedule("gated");
    var waiting = api.schedule("gated");
    var refused = api.post("/pipelines/schedule", "{\"pipeline\":\"gated\"}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).isEqualTo(
        "{\"error\":\"Error scheduling pipeline: concurrency exceeded and queue limit reached for "
            + "pipeline\"}\n");
    assertThat(pipeline("gated")).isEqualTo(
        "{\"pipeline\":\"gated\",\"schedulable\":false,\"running\":true}");
    assertThat(cancel(waiting)).isEqualTo("true\n");
    assertThat(cancel(waiting)).isEqualTo("true\n");
    assertThat(pipeline("gated")).contains("\"schedulable\":true");
    assertThat(cancel(running)).isEqualTo("true\n");
    var job = api.awaitEnd(running);
    assertThat(job.get("canceled").asBoolean()).isTrue();
    assertThat(job.get("lastError").asString()).isEqualTo("context canceled");
    assertThat(job.get("tasks").get(0).get("exitCode").asInt()).isEqualTo(-1);
  }

  private String pipeline(String name) throws Exception {
    for (var one : ApiFixture.json(api.get("/pipelines")).get("pipelines")) {
      if (one.get("pipeline").asString().equals(name)) {
        return one.toString();
      }
    }
    throw new AssertionError("no pipeline " + name);
  }

  private String cancel(String id) throws Exception {
    return api.post("/job/cancel?id=" + id, "").body();
  }

  @Test
  void aPipelineThatDoesNotQueueSaysSo() throws Exception {
    api.schedule("full");
    api.awaitFile("busy");

    assertThat(api.post("/pipelines/schedule", "{\"pipeline\":\"full\"}").body())
        .contains("concurrency exceeded and queueing disabled for pipeline");
  }

  @Test
  void aDelayedJobTakesAPlaceInTheQueue() throws Exception {
    assertThat(pipeline("delayed")).contains("\"schedulable\":true", "\"running\":false");

    api.schedule("delayed");

    assertThat(pipeline("delayed")).contains("\"schedulable\":false", "\"running\":false");
  }

  @Test
  void aNewJobCancelsTheRunningOneIfThePipelineSaysSo() throws Exception {
    var first = api.schedule("newest", "{\"n\":1}");
    api.awaitFile("running-1");

    var second = api.schedule("newest", "{\"n\":2}");

    assertThat(api.awaitEnd(first).get("canceled").asBoolean()).isTrue();
    api.awaitFile("running-2");
    assertThat(api.job(second).get("canceled").asBoolean()).isFalse();
  }

  @Test
  void aJobReplacesTheOneOfItsPartition() throws Exception {
    var body = "{\"pipeline\":\"parted\",\"queuePartition\":\"%s\"}";
    var first = api.post("/pipelines/schedule", body.formatted("x"));
    var other = api.post("/pipelines/schedule", body.formatted("y"));
    var second = api.post("/pipelines/schedule", body.formatted("x"));

    var isCanceled = List.of(first, other, second).stream().map(response -> {
      try {
        return api.job(ApiFixture.json(response).get("jobId").asString())
            .get("canceled")
            .asBoolean();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }).toList();
    assertThat(isCanceled).containsExactly(true, false, false);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      circle | {}              | building execution graph: cycle detected: a -> b -> a
      quick  | {"__jobID":"x"} | variable name __jobID is reserved for internal use
      """)
  void aJobThatCannotRunIsAcceptedAndCanceled(String pipeline, String variables, String error)
      throws Exception {
    var job = api.job(api.schedule(pipeline, variables));

    assertThat(job.get("canceled").asBoolean()).isTrue();
    assertThat(job.get("completed").asBoolean()).isFalse();
    assertThat(job.get("errored").asBoolean()).isFalse();
    assertThat(job.get("start").isNull()).isTrue();
    assertThat(job.get("end").isNull()).isTrue();
    assertThat(job.get("lastError").asString()).isEqualTo(error);
    assertThat(cancel(job.get("id").asString())).isEqualTo("true\n");
  }

  @Test
  void variablesAreCheckedAndCompleted() throws Exception {
    var refused = api.post(
        "/pipelines/schedule",
        "{\"pipeline\":\"typed\",\"variables\":{\"count\":\"5\",\"mod\":1}}");
    var job = api.awaitEnd(api.schedule("typed", "{\"count\":5}"));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(ApiFixture.json(refused).get("error").asString()).isEqualTo(
        "Error scheduling pipeline: variable count: \"5\" is not a whole number; send it without "
            + "quotes\nvariable mod: not known; did you mean mode?");
    assertThat(job.get("variables").toString()).isEqualTo("{\"mode\":\"fast\",\"count\":5}");
    assertThat(api.out(job.get("id").asString(), "t")).isEqualTo("5 fast 5\n");
  }

  @Test
  void environmentsAreLayered() throws Exception {
    api.write("more.env", "A=file\nB=file\n");

    var id = api.schedule("layers");

    api.awaitEnd(id);
    assertThat(api.out(id, "t")).isEqualTo("yes file pipeline task t\n");
  }

  @Test
  void aListIsSentAgainOnlyIfItHasChanged() throws Exception {
    api.awaitEnd(api.schedule("quick"));
    var first = api.get("/pipelines/jobs");
    var etag = first.headers().firstValue("ETag").orElseThrow();

    var unchanged = api.send(
        api.request("/pipelines/jobs").header("If-None-Match", etag),
        Map.of());
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(api.get("/pipelines/jobs").body()).isEqualTo(first.body());

    api.schedule("quick");
    var changed = api.send(
        api.request("/pipelines/jobs").header("If-None-Match", etag),
        Map.of());
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(ApiFixture.json(changed).get("jobs")).hasSize(2);
  }

  @Test
  void aListHasPagesAndFilters() throws Exception {
    var oldest = api.schedule("quick");
    var failed = api.schedule("fails");
    var newest = api.schedule("quick");
    for (var id : List.of(oldest, failed, newest)) {
      api.awaitEnd(id);
    }

    var page = ApiFixture.json(api.get("/pipelines/jobs?limit=2"));
    assertThat(ids(page)).containsExactly(newest, failed);
    var next = page.get("next").asString();
    assertThat(ids("limit=2&before=" + next)).containsExactly(oldest);
    assertThat(ids("pipeline=quick")).containsExactly(newest, oldest);
    assertThat(ids("state=failed")).containsExactly(failed);
    assertThat(ids("state=waiting")).isEmpty();
    assertThat(ids("user=jane")).hasSize(3);
    assertThat(ids("user=joe")).isEmpty();
    assertThat(ids("since=2999-01-01T00:00:00Z")).isEmpty();
  }

  private List<String> ids(String query) throws Exception {
    return ids(ApiFixture.json(api.get("/pipelines/jobs?" + query)));
  }

  private static List<String> ids(JsonNode list) {
    return list.get("jobs").valueStream().map(job -> job.get("id").asString()).toList();
  }

  @Test
  void aTokenMayBeForSomePipelinesAndDeeds() throws Exception {
    var fails = api.schedule("fails");
    Map<String, Object> claims = Map.of("pipelines", List.of("quick"), "scope", "read");
    var schedule = api.request("/pipelines/schedule")
        .POST(HttpRequest.BodyPublishers.ofString("{\"pipeline\":\"quick\"}"));

    assertThat(api.send(schedule, claims).statusCode()).isEqualTo(403);
    assertThat(api.send(api.request("/job/detail?id=" + fails), claims).statusCode())
        .isEqualTo(404);
    var list = ApiFixture.json(api.send(api.request("/pipelines/jobs"), claims));
    assertThat(list.toString()).isEqualTo(
        "{\"pipelines\":[{\"pipeline\":\"quick\",\"schedulable\":true,\"running\":false}],"
            + "\"jobs\":[]}");
  }

  @Test
  void aPartOfAStreamIsSentAsItIs() throws Exception {
    var id = api.schedule("quick");
    api.awaitEnd(id);
    var logs = "/job/logs?task=t&id=" + id;

    assertThat(api.get(logs + "&offset=2&limit=3").body()).isEqualTo("id\n");
    assertThat(api.get(logs + "&stream=stderr&tail=1").body()).isEqualTo("warned\n");
    assertThat(api.get(logs + "&follow=true").body()).contains("id: 5\n", "data: said",
        "event: end");
  }

  @Test
  void theDefinitionsOfRunningJobsStay() throws Exception {
    var running = api.schedule("gated");
    var waiting = api.schedule("gated");
    api.awaitFile("begun");
    api.write("pipelines.yml", "pipelines: {quick: {tasks: {t: {script: [\"echo new\"]}}}}\n");

    api.pipelines().reload();

    assertThat(api.post("/pipelines/schedule", "{\"pipeline\":\"gated\"}").statusCode())
        .isEqualTo(400);
    api.write("open", "");
    assertThat(api.awaitEnd(running).get("errored").asBoolean()).isFalse();
    assertThat(api.awaitEnd(waiting).get("errored").asBoolean()).isFalse();
    var fresh = api.schedule("quick");
    api.awaitEnd(fresh);
    assertThat(api.out(fresh, "t")).isEqualTo("new\n");
  }

  @Test
  void brokenFilesChangeNothing() throws Exception {
    api.write("pipelines.yml", "pipelines: [");

    api.pipelines().reload();

    assertThat(pipeline("quick")).contains("\"schedulable\":true");
  }

  @Test
  void noJobIsAcceptedDuringShutdown() throws Exception {
    var running = api.schedule("gated");
    api.awaitFile("begun");

    api.server().shutdown(JobServer.Shutdown.FINISH);

    var refused = api.post("/pipelines/schedule", "{\"pipeline\":\"quick\"}");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).isEqualTo("{\"error\":\"Server is shutting down\"}\n");
    api.write("open", "");
    await().until(() -> api.job(running).get("completed").asBoolean());
  }
}
