package io.parallelr.autoexec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TusRoutesTest {
  private static final String FILES = "/api/v1/files/";
  private static final String TYPE = "application/offset+octet-stream";
  private static final int OVER_QUOTA = (1 << 20) + 1;

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

  private static String metadata(String task, String file) {
    var base64 = Base64.getEncoder();
    return "taskid %s,filename %s".formatted(
        base64.encodeToString(task.getBytes(UTF_8)), base64.encodeToString(file.getBytes(UTF_8)));
  }

  private HttpRequest.Builder request(String path) {
    return server.request(path).header("Tus-Resumable", "1.0.0");
  }

  private HttpResponse<String> create(String file, long size) throws Exception {
    return server.send(
        request(FILES)
            .header("Upload-Length", String.valueOf(size))
            .header("Upload-Metadata", metadata("t", file))
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  /// The path of a new upload.
  private String created(String file, long size) throws Exception {
    var answer = create(file, size);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Upload-Expires")).isPresent();
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private HttpResponse<String> patch(String upload, long offset, String bytes) throws Exception {
    return server.send(
        request(upload)
            .header("Content-Type", TYPE)
            .header("Upload-Offset", String.valueOf(offset))
            .method("PATCH", HttpRequest.BodyPublishers.ofString(bytes)));
  }

  private HttpResponse<String> head(String upload) throws Exception {
    return server.send(request(upload).method("HEAD", HttpRequest.BodyPublishers.noBody()));
  }

  private HttpResponse<String> delete(String upload) throws Exception {
    return server.send(request(upload).DELETE());
  }

  private String offset(String upload) throws Exception {
    return head(upload).headers().firstValue("Upload-Offset").orElse("none");
  }

  private HttpResponse<String> file(String path) throws Exception {
    return server.send(server.request("/api/v1/task/t/workspace?path=" + path));
  }

  private Path content(String upload) {
    return directory.resolve("data/uploads")
        .resolve(upload.substring(upload.lastIndexOf('/') + 1))
        .resolve("content");
  }

  @Test
  void aFileComesInPiecesAcrossARestart() throws Exception {
    var upload = created("sub/file", 10);
    assertThat(patch(upload, 0, "01234").statusCode()).isEqualTo(204);
    server.restart();
    assertThat(offset(upload)).isEqualTo("5");
    var wrong = patch(upload, 4, "x");
    assertThat(wrong.statusCode()).isEqualTo(409);
    assertThat(wrong.body()).contains("has 5 bytes");
    var last = patch(upload, 5, "56789");
    assertThat(last.statusCode()).isEqualTo(204);
    assertThat(last.headers().firstValue("Upload-Offset")).hasValue("10");
    assertThat(file("sub/file").body()).isEqualTo("0123456789");
    assertThat(offset(upload)).isEqualTo("10");
  }

  @Test
  void aCompleteUploadTakesTheLastRequestAgain() throws Exception {
    var upload = created("f", 3);
    assertThat(patch(upload, 0, "abc").statusCode()).isEqualTo(204);
    assertThat(patch(upload, 3, "").statusCode()).isEqualTo(204);
    assertThat(patch(upload, 0, "abc").statusCode()).isEqualTo(409);
    assertThat(file("f").body()).isEqualTo("abc");
  }

  @Test
  void whatAServerHasTakenInFullBeforeItWasKilledIsNotLost() throws Exception {
    var upload = created("f", 4);
    Files.writeString(content(upload), "full", StandardOpenOption.APPEND);
    assertThat(offset(upload)).isEqualTo("4");
    assertThat(file("f").body()).isEqualTo("full");
  }

  @Test
  void oneRequestAtATimeChangesAnUpload() throws Exception {
    var upload = created("f", 10);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      send(socket, """
          PATCH %s HTTP/1.1
          Host: 127.0.0.1
          Tus-Resumable: 1.0.0
          Content-Type: %s
          Upload-Offset: 0
          Content-Length: 10

          """.formatted(upload, TYPE) + "0123");
      await().until(() -> offset(upload).equals("4"));
      assertThat(patch(upload, 4, "xx").statusCode()).isEqualTo(423);
      assertThat(delete(upload).statusCode()).isEqualTo(423);
    }
    await().until(() -> patch(upload, 4, "456789").statusCode() == 204);
    assertThat(file("f").body()).isEqualTo("0123456789");
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  @Test
  void whatCannotBeStoredIsRefusedBeforeItIsSent() throws Exception {
    assertThat(create("../f", 1).statusCode()).isEqualTo(400);
    assertThat(create("/", 1).statusCode()).isEqualTo(400);
    var large = create("f", OVER_QUOTA);
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("at most");
    var parts = server.send(
        request(FILES).header("Upload-Concat", "partial")
            .header("Upload-Length", "1")
            .header("Upload-Metadata", metadata("t", "f"))
            .POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(parts.statusCode()).isEqualTo(400);
    assertThat(parts.body()).contains("Upload-Concat");
    assertThat(directory.resolve("data/uploads")).isEmptyDirectory();
  }

  @Test
  void uploadsEndWithTheirTask() throws Exception {
    var upload = created("f", 3);
    server.call("DELETE", "/api/v1/task/t", "");
    assertThat(patch(upload, 0, "abc").statusCode()).isEqualTo(404);
    assertThat(directory.resolve("data/uploads")).isEmptyDirectory();
  }

  @Test
  void uploadsCanBeDeleted() throws Exception {
    var upload = created("f", 3);
    assertThat(delete(upload).statusCode()).isEqualTo(204);
    assertThat(head(upload).statusCode()).isEqualTo(404);
    assertThat(content(upload).getParent()).doesNotExist();
  }

  @Test
  void completeFilesAreReadInRanges() throws Exception {
    var upload = created("f", 10);
    assertThat(server.send(server.request(upload)).statusCode()).isEqualTo(409);
    patch(upload, 0, "0123456789");
    var part = server.send(server.request(upload).header("Range", "bytes=2-4"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("234");
  }
}
