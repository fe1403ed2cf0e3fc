package io.parallelr.webruns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parallelr.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RunRoutesTest {
  private static final String A = "20261129T100000.000Z-1";
  private static final String B = "20261129T110000.000Z-2";
  private static final String C = "20261129T120000.000Z-3";
  @TempDir
  Path home;
  private RunsFixture runs;

  @BeforeEach
  void start() throws IOException {
    runs = new RunsFixture(home);
    runs.run(A, ",\"command_template\":\"sh @TASK@\",\"command_line\":[\"--token\",\"abcdef\"]");
    runs.end(A, "nightly", 1);
    runs.begin(A, 1, 1);
    runs.begin(A, 2, 1);
    runs.finish(A, 1, "SUCCESS", "one\ntwo\nthree\n");
    runs.finish(A, 2, "FAILED", "");
    runs.run(B, "");
    runs.end(B, "other", 0);
    runs.run(C, "");
    runs.begin(C, 1, 4);
  }

  @AfterEach
  void close() {
    runs.close();
  }

  private List<String> ids(String query) throws Exception {
    return runs.json("/api/runs" + query)
        .objects("runs")
        .stream()
        .map(run -> run.text("id").orElseThrow())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      '',                       3 2 1
      '?limit=2',               3 2
      '?state=failed',          1
      '?state=failed,cut-off',  3 1
      '?tag=team',              2 1
      '?tag=team=x',            ''
      '?q=NIGHT',               1
      '?state=succeeded&q=data', 2
      """)
  void listsTheNewestFirst(String query, String numbers) throws Exception {
    assertThat(ids(query).stream().map(id -> id.substring(id.length() - 1)).toList())
        .containsExactly(
            numbers.isEmpty() ? new String[0] : numbers.split(" ", -1));
  }

  @Test
  void pagesGoOnWhereTheOneBeforeHasEnded() throws Exception {
    var first = runs.json("/api/runs?limit=2");

    assertThat(ids("?limit=2&before=" + first.text("next").orElseThrow())).containsExactly(A);
    assertThat(runs.json("/api/runs?limit=3&before=" + B).text("next")).isEmpty();
  }

  @Test
  void noticesNewAndDeletedRuns() throws Exception {
    assertThat(ids("?state=succeeded")).containsExactly(B);

    runs.end(C, "late", 0);
    assertThat(ids("?state=succeeded")).containsExactly(C, B);

    try (var files = Files.walk(home.resolve("runs").resolve(B))) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    assertThat(ids("?state=succeeded")).containsExactly(C);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?state=none", "?limit=0", "?limit=x"})
  void refusesParametersThatAreNotValid(String query) throws Exception {
    var answer = runs.get("/api/runs" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JsonObject.parse(answer.body()).text("error").orElseThrow()).contains("send");
  }

  @Test
  void showsARunThatHasEnded() throws Exception {
    var run = runs.json("/api/runs/" + A);

    assertThat(run.text("state")).contains("failed");
    assertThat(run.text("name")).contains("nightly");
    assertThat(run.decimal("duration_seconds")).contains(60.5);
    assertThat(run.text("started")).contains("2026-11-29T10:00:00Z");
    assertThat(run.text("command")).contains("sh @TASK@");
    assertThat(run.texts("command_line").toString()).doesNotContain("abcdef");
    var counts = run.object("counts").orElseThrow();
    assertThat(counts.number("succeeded")).contains(1L);
    assertThat(counts.number("failed")).contains(1L);
    assertThat(counts.number("pending")).contains(1L);
    assertThat(run.texts("may")).containsExactly("retry");
    assertThat(run.text("next_command")).contains("parallelr retry %s --failed".formatted(A));
  }

  @Test
  void showsWhatACutOffRunWasAt() throws Exception {
    var run = runs.json("/api/runs/" + C);

    assertThat(run.text("state")).contains("cut-off");
    assertThat(run.objects("running")).isEmpty();
    assertThat(run.texts("may")).containsExactly("resume");
    var task = runs.json("/api/runs/%s/tasks/1".formatted(C));
    assertThat(task.text("state")).contains("lost");
    assertThat(task.number("slot")).contains(4L);
    assertThat(runs.get("/api/runs/%s/timeline".formatted(C)).body()).contains("\"lost\"");
  }

  @Test
  void countsTheTasksOfACutOffRun() throws Exception {
    runs.finish(C, 1, "FAILED", "");
    runs.begin(C, 2, 4);

    var run = runs.json("/api/runs/" + C);

    assertThat(run.number("failed")).contains(1L);
    assertThat(run.number("not_ended")).contains(2L);
    assertThat(run.texts("may")).containsExactly("retry", "resume");

    runs.finish(C, 2, "SUCCESS", "");
    assertThat(runs.json("/api/runs/" + C).number("succeeded")).contains(1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "..%2F..%2Fetc", "latest", "%2E%2Ehidden", "."})
  void findsNothingButRuns(String id) throws Exception {
    Files.createSymbolicLink(home.resolve("runs/latest"), Path.of(A));
    Files.createDirectory(home.resolve("runs/..hidden"));
    Files.writeString(home.resolve("runs/..hidden/request.json"), "{}");

    assertThat(runs.get("/api/runs/" + id + "/tasks").statusCode()).isIn(400, 404);
  }

  @Test
  void doesNotShowTheRunsOfOthers() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can give files away");
    var others = home.resolve("runs").resolve(A);
    Files.setOwner(
        others,
        others.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon"));

    assertThat(runs.get("/api/runs/" + A).statusCode()).isEqualTo(404);
    assertThat(ids("")).doesNotContain(A);
  }

  @Test
  void listsTasks() throws Exception {
    var page = runs.json("/api/runs/%s/tasks?limit=1".formatted(A));

    assertThat(page.number("matching")).contains(2L);
    assertThat(page.number("next")).contains(1L);
    var task = page.objects("tasks").getFirst();
    assertThat(task.text("task")).contains("/q/t1.sh");
    assertThat(task.text("state")).contains("succeeded");
    assertThat(task.text("started")).contains("2026-11-29T10:00:01Z");
    assertThat(task.decimal("duration_seconds")).contains(0.5);
    var rest = runs.json("/api/runs/%s/tasks?after=1".formatted(A));
    assertThat(rest.number("next")).isEmpty();
    assertThat(rest.objects("tasks").getFirst().text("reason")).contains("Exit code 1");
    assertThat(rest.objects("tasks").getFirst().text("stderr").orElseThrow())
        .contains("first")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      '?state=failed',             2
      '?state=succeeded,failed',   1 2
      '?q=T2.SH',                  2
      '?q=exit',                   2
      '?order=ended',              2 1
      '?order=ended&after=1',      1
      '?order=duration&q=t1',      1
      '?after=2147483647',         ''
      '?state=running',            ''
      """)
  void filtersAndOrdersTasks(String query, String numbers) throws Exception {
    var found = runs.json("/api/runs/%s/tasks%s".formatted(A, query))
        .objects("tasks")
        .stream()
        .map(task -> String.valueOf(task.number("sequence").orElseThrow()))
        .toList();

    assertThat(String.join(" ", found)).isEqualTo(numbers);
  }

  @Test
  void showsOneTask() throws Exception {
    var task = runs.json("/api/runs/%s/tasks/1".formatted(A));

    assertThat(task.number("stdout_bytes")).contains(14L);
    assertThat(task.number("exit_code")).contains(0L);
    assertThat(runs.get("/api/runs/%s/tasks/3".formatted(A)).statusCode()).isEqualTo(404);
    assertThat(runs.get("/api/runs/%s/tasks/x".formatted(A)).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      '',                     0,  'one|two|three|'
      '?offset=4',            4,  'two|three|'
      '?offset=4&limit=3',    4,  'two'
      '?tail=1',              8,  'three|'
      '?tail=0',              14, ''
      '?offset=99',           14, ''
      '?stream=stderr',       0,  ''
      """)
  void sendsPartsOfWhatATaskHasPrinted(String query, String offset, String text)
      throws Exception {
    var answer = runs.get("/api/runs/%s/tasks/1/output%s".formatted(A, query));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(text.replace('|', '\n'));
    assertThat(answer.headers().firstValue("X-Log-Offset")).contains(offset);
    assertThat(answer.headers().firstValue("X-Log-Complete")).contains("true");
  }

  @Test
  void sendsWhatARunningTaskHasPrintedIntoTheFileOfItsSlot() throws Exception {
    Files.writeString(home.resolve("runs").resolve(C).resolve("output/slot-4.out"), "so far");

    var answer = runs.get("/api/runs/%s/tasks/1/output".formatted(C));

    assertThat(answer.body()).isEqualTo("so far");
    assertThat(answer.headers().firstValue("X-Log-Complete")).contains("false");
  }

  @Test
  void followsATaskToItsEnd() throws Exception {
    var answer = runs.get("/api/runs/%s/tasks/1/output?follow=true&tail=1".formatted(A));

    assertThat(answer.body())
        .contains("id: 1:14\ndata: three\n")
        .endsWith("event: end\ndata: {\"state\":\"succeeded\"}\n\n");
    var cutOff = runs.get("/api/runs/%s/tasks/1/output?follow=true".formatted(C));
    assertThat(cutOff.body()).endsWith("event: end\ndata: {\"state\":\"lost\"}\n\n");
  }

  @Test
  void eventsEndWithTheRun() throws Exception {
    var answer = runs.get("/api/runs/%s/events".formatted(A));

    assertThat(answer.body()).contains("event: progress\ndata: {\"state\":\"failed\"")
        .contains("event: end\ndata: {\"id\":\"" + A);
  }

  @Test
  void drawsWhenSlotsWereBusy() throws Exception {
    var timeline = runs.json("/api/runs/%s/timeline?width=10".formatted(A));

    assertThat(timeline.text("from")).contains("2026-11-29T10:00:01Z");
    assertThat(timeline.text("to")).contains("2026-11-29T10:00:02.500Z");
    assertThat(timeline.decimal("bucket_seconds")).contains(0.15);
    var spans = timeline.objects("slots").getFirst().objects("spans");
    assertThat(spans).extracting(span -> span.text("state").orElseThrow())
        .containsExactly("succeeded", "failed");
    assertThat(timeline.numbers("failed").stream().mapToLong(n -> n).sum()).isEqualTo(1);
    assertThat(runs.get("/api/runs/%s/timeline?width=9".formatted(A)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void demandsRights() throws Exception {
    var limited = Map.<String, Object>of("scope", "read admin", "pipelines", List.of("p"));

    assertThat(runs.get("/api/runs", Map.of("scope", "run")).statusCode()).isEqualTo(403);
    for (var path : List.of("/api/runs", "/api/runs/" + A, "/api/queues", "/api/workers")) {
      assertThat(runs.get(path, limited).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(runs.post("/api/runs/%s/kill".formatted(C), "", "read run cancel").statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"slots", "pause", "unpause", "drain", "kill", "tasks/1/kill", "retry"})
  void whatDoesNotRunCannotBeAsked(String action) throws Exception {
    var answer = runs.post("/api/runs/%s/%s".formatted(C, action), "", "admin");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(JsonObject.parse(answer.body()).text("error")).isPresent();
  }

  @Test
  void theOverviewHasTheLastFailures() throws Exception {
    var failed = runs.web().now().failed(10);

    assertThat(failed).hasSize(1);
    assertThat(failed.getFirst().id()).isEqualTo(A);
    assertThat(failed.getFirst().part()).contains("2");
    assertThat(failed.getFirst().stderr().orElseThrow()).startsWith("password=<masked");
    assertThat(runs.web().now().running()).isEmpty();
  }
}
