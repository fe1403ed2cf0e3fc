package io.parallelr.autoexec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class WorkspaceRoutesTest {
  private static final String WORKSPACE = "/api/v1/task/t/workspace";

  @TempDir
  Path directory;
  private TaskFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new TaskFixture(directory);
    server.yaml("{name: t, step: [{name: s, type: sh, content: 'true'}]}");
    server.awaitEnd("t");
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  private JsonNode upload(String directory, String name, String content) throws Exception {
    var body =
        "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"%s\"\r\n\r\n%s\r\n--b--\r\n"
            .formatted(name, content);
    return TaskFixture.json(
        server.send(
            server.request(WORKSPACE + "?path=" + directory)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body)))
            .body());
  }

  private Path workspace() {
    return directory.resolve("data/workspace/t");
  }

  @Test
  void filesGoInAndOut() throws Exception {
    assertThat(upload("in/deep", "a b.txt", "0123456789").get("code").asInt()).isZero();
    var list = server.get(WORKSPACE + "?path=in").get("data");
    assertThat(list.get("total").asInt()).isEqualTo(1);
    assertThat(list.get("files").get(0).get("path").asString()).isEqualTo("/in/deep");
    assertThat(list.get("files").get(0).get("isDir").asBoolean()).isTrue();
    var path = WORKSPACE + "?path=in/deep/a%20b.txt";
    var whole = server.send(server.request(path));
    assertThat(whole.body()).isEqualTo("0123456789");
    assertThat(whole.headers().firstValue("Content-Disposition").orElse(""))
        .contains("filename=\"a b.txt\"", "filename*=UTF-8''a%20b.txt");
    var part = server.send(server.request(path).header("Range", "bytes=-3"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("789");
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 7-9/10");
    assertThat(
        server.send(server.request(path).header("Range", "bytes=10-")).statusCode())
        .isEqualTo(416);
  }

  @Test
  void deletionTakesWhatIsBelow() throws Exception {
    upload("in/deep", "f", "1");
    upload("", "g", "2");
    assertThat(server.call("DELETE", WORKSPACE + "?path=in", "").get("code").asInt()).isZero();
    assertThat(workspace()).isDirectoryNotContaining("glob:**in");
    assertThat(server.call("DELETE", WORKSPACE + "?path=in", "").get("message").asString())
        .isEqualTo("there is no file in");
    assertThat(server.call("DELETE", WORKSPACE, "").get("code").asInt()).isZero();
    assertThat(workspace()).isEmptyDirectory();
  }

  @Test
  void nothingLeadsOut() throws Exception {
    var secret = Files.writeString(directory.resolve("secret"), "hidden");
    Files.createSymbolicLink(workspace().resolve("link"), secret);
    Files.createSymbolicLink(workspace().resolve("up"), directory);
    for (var path : new String[]{"../../secret", "link", "up/secret", "/../t/../secret",
        "%2e%2e/secret", "a%00b"}) {
      var answer = server.bytes(server.request(WORKSPACE + "?path=" + path));
      assertThat(new String(answer.body(), UTF_8)).as(path).doesNotContain("hidden");
      assertThat(answer.statusCode()).as(path).isLessThan(500);
    }
    assertThat(upload("up", "secret", "changed").get("code").asInt()).isNotZero();
    assertThat(upload("", "../secret", "changed").get("code").asInt()).isNotZero();
    assertThat(server.call("DELETE", WORKSPACE + "?path=up/secret", "").get("code").asInt())
        .isNotZero();
    assertThat(secret).hasContent("hidden");
  }

  @Test
  void theQuotaHolds() throws Exception {
    var answer = upload("", "f", "x".repeat((1 << 20) + 1));
    assertThat(answer.get("code").asInt()).isNotZero();
    assertThat(answer.get("message").asString()).isEqualTo(
        "the workspace may have 1,048,576 bytes at most");
    assertThat(workspace()).isEmptyDirectory();
  }

  @Test
  void otherTasksAndEmptyFormsAreSaid() throws Exception {
    assertThat(server.get("/api/v1/task/none/workspace").get("message").asString())
        .contains("not found");
    var form = TaskFixture.json(
        server.send(
            server.request(WORKSPACE)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString("--b--\r\n")))
            .body());
    assertThat(form.get("message").asString()).isEqualTo("files is null");
  }
}
