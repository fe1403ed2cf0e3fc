package io.parallelr.webruns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class QueueRoutesTest {
  private static final String RUN = "20261129T100000.000Z-1";
  @TempDir
  Path directory;
  private Path queue;
  private RunsFixture runs;
  private String id;

  @BeforeEach
  void start() throws Exception {
    queue = Files.createDirectory(directory.resolve("queue"));
    for (var kept : new String[]{"running", "done", "failed", "redeliveries"}) {
      Files.createDirectories(queue.resolve(".parallelr").resolve(kept));
    }
    runs = new RunsFixture(directory.resolve("home"));
    runs.run(
        RUN,
        """
            ,"config":["queue.ignore=*.tmp"],\
            "spec":{"watch":true,"directory":"%s","sources":["queue"]}
            """.formatted(directory));
    runs.run("20261129T090000.000Z-2", ",\"spec\":{\"sources\":[\"queue\"]}");
    id = queues().text("id").orElseThrow();
  }

  @AfterEach
  void close() {
    runs.close();
  }

  private JsonObject queues() throws IOException, InterruptedException {
    var all = runs.json("/api/queues").objects("queues");
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private void failed(String name) throws IOException {
    Files.writeString(queue.resolve(".parallelr/failed").resolve(name), "exit 1");
  }

  @Test
  void showsWhatIsInAQueue() throws Exception {
    Files.createFile(queue.resolve("w.sh"));
    Files.createFile(queue.resolve("w.tmp"));
    Files.createFile(queue.resolve(".parallelr/done/d.sh"));
    failed("t2.sh");
    failed("unknown.sh");
    runs.begin(RUN, 2, 1);
    runs.finish(RUN, 2, "FAILED", "");

    var shown = runs.json("/api/queues/" + id);

    assertThat(shown.text("directory")).contains(queue.toString());
    assertThat(shown.number("waiting")).contains(1L);
    assertThat(shown.number("failed")).contains(2L);
    assertThat(shown.number("done")).contains(1L);
    assertThat(shown.texts("waiting_files")).containsExactly("w.sh");
    assertThat(shown.objects("ignored_files").getFirst().text("name")).contains("w.tmp");
    var failed = shown.objects("failed_files");
    assertThat(failed.getFirst().text("reason")).contains("Exit code 1");
    assertThat(failed.getFirst().text("run")).contains(RUN);
    assertThat(failed.getFirst().number("sequence")).contains(2L);
    assertThat(failed.getLast().text("name")).contains("unknown.sh");
    assertThat(failed.getLast().text("reason")).isEmpty();
  }

  @Test
  void aQueueThatIsGoneHasAProblem() throws Exception {
    Files.move(queue, directory.resolve("moved"));

    await().until(() -> queues().text("problem").isPresent()); // a look is kept for a moment
    assertThat(queues().number("waiting")).isEmpty();
    assertThat(runs.get("/api/queues/" + id).statusCode()).isEqualTo(409);
  }

  @Test
  void aRunThatIsJustBeginningIsLookedAtAgain() throws Exception {
    var other = "20261129T110000.000Z-3";
    var directoryOfRun = Files.createDirectories(directory.resolve("home/runs").resolve(other));
    assertThat(runs.json("/api/queues").objects("queues")).hasSize(1);

    Files.writeString(
        directoryOfRun.resolve("request.json"),
        "{\"spec\":{\"watch\":true,\"directory\":\"/\",\"sources\":[\"other-queue\"]}}");

    assertThat(runs.json("/api/queues").objects("queues"))
        .extracting(queue -> queue.text("directory").orElseThrow())
        .containsExactly("/other-queue", queue.toString());
  }

  @Test
  void putsOneFileBack() throws Exception {
    failed("a.sh");
    failed("b.sh");

    var answer =
        runs.post("/api/queues/%s/requeue".formatted(id), "{\"name\":\"a.sh\"}", "admin");

    assertThat(JsonObject.parse(answer.body()).number("requeued")).contains(1L);
    assertThat(queue.resolve("a.sh")).exists();
    assertThat(queue.resolve(".parallelr/failed/b.sh")).exists();
  }

  @Test
  void putsAllFilesBack() throws Exception {
    failed("a.sh");
    failed("b.sh");

    var answer = runs.post("/api/queues/%s/requeue".formatted(id), "{\"all\":true}", "admin");

    assertThat(JsonObject.parse(answer.body()).number("requeued")).contains(2L);
    assertThat(queue.resolve("a.sh")).exists();
    assertThat(queue.resolve("b.sh")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"c.sh", "../done/d.sh", ".hidden", "", ".."})
  void putsNothingElseBack(String name) throws Exception {
    failed(".hidden");
    Files.createFile(queue.resolve(".parallelr/done/d.sh"));

    var answer = runs.post(
        "/api/queues/%s/requeue".formatted(id), "{\"name\":\"%s\"}".formatted(name), "admin");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(queue.resolve(".parallelr/done/d.sh")).exists();
  }

  @Test
  void refusesWhatIsNotClearOrNotAllowed() throws Exception {
    var path = "/api/queues/%s/requeue".formatted(id);

    assertThat(runs.post(path, "{}", "admin").statusCode()).isEqualTo(400);
    assertThat(runs.post(path, "{\"all\":true,\"name\":\"a\"}", "admin").statusCode())
        .isEqualTo(400);
    assertThat(runs.post(path, "{\"all\":true}", "read run cancel").statusCode()).isEqualTo(403);
    assertThat(runs.post("/api/queues/0/requeue", "{\"all\":true}", "admin").statusCode())
        .isEqualTo(404);
  }
}
