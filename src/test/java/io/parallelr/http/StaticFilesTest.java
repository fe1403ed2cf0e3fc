package io.parallelr.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StaticFilesTest {
  @TempDir
  private Path directory;
  private Servers server;

  @BeforeEach
  void start() throws IOException {
    var root = directory.resolve("root");
    Files.createDirectories(root.resolve("sub"));
    Files.writeString(directory.resolve("secret"), "secret");
    Files.writeString(root.resolve("index.html"), "<p>index");
    Files.writeString(root.resolve("digits.txt"), "0123456789");
    Files.writeString(root.resolve("empty.css"), "");
    Files.writeString(root.resolve("ä b"), "umlaut");
    Files.writeString(root.resolve("sub/index.html"), "<p>sub");
    Files.createDirectory(root.resolve("bare"));
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
    Files.createSymbolicLink(root.resolve("out"), directory);
    Files.createSymbolicLink(directory.resolve("current"), root);
    var current = directory.resolve("current");
    server = Servers.start(
        new Routes().get("/ui/{path*}", new StaticFiles(current, StaticFiles.Missing.INDEX))
            .get("/files/{path*}", new StaticFiles(root, StaticFiles.Missing.NOT_FOUND)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      /ui/,             <p>index,   text/html; charset=utf-8
      /ui/index.html,   <p>index,   text/html; charset=utf-8
      /files/,          <p>index,   text/html; charset=utf-8
      /ui/sub/,         <p>sub,     text/html; charset=utf-8
      /ui/digits.txt,   0123456789, text/plain; charset=utf-8
      /ui/empty.css,    '',         text/css; charset=utf-8
      /ui/%C3%A4%20b,   umlaut,     application/octet-stream
      """)
  void servesFiles(String path, String body, String type) throws Exception {
    var answer = server.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/files/link", "/files/out/secret", "/files/out/", "/files/../secret",
      "/files/sub/../../secret",
      "/files/%2e%2e/secret", "/files/..%2fsecret", "/files/%2e%2e%2fsecret", "/files//secret",
      "/files/nope",
      "/files/digits.txt/", "/files/digits.txt/x", "/files/bare/", "/files/a%00b",
      "/files/%2fetc%2fpasswd"})
  void nothingLeadsOut(String path) throws Exception {
    var answer = server.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer.substring(9, 12)).isIn("400", "404");
    assertThat(answer).doesNotContain("secret").doesNotContain("root:");
  }

  @Test
  void aDirectoryIsFoundUnderItsFullName() throws Exception {
    var answer = server.get("/ui/sub");

    assertThat(answer.statusCode()).isEqualTo(308);
    assertThat(answer.headers().firstValue("Location")).contains("/ui/sub/");
  }

  @Test
  void anApplicationOfOnePageGetsItForAllItsPaths() throws Exception {
    assertThat(server.get("/ui/jobs/7", "Accept", "text/html,*/*").body()).isEqualTo("<p>index");
    assertThat(server.get("/ui/jobs/7", "Accept", "application/json").statusCode()).isEqualTo(404);
    assertThat(server.get("/files/jobs/7", "Accept", "text/html").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      bytes=2-4,      206, 234,        bytes 2-4/10
      bytes=7-,       206, 789,        bytes 7-9/10
      bytes=-2,       206, 89,         bytes 8-9/10
      bytes=-99,      206, 0123456789, bytes 0-9/10
      bytes=9-99,     206, 9,          bytes 9-9/10
      bytes=10-,      416, ,           bytes */10
      bytes=-0,       416, ,           bytes */10
      bytes=4-2,      200, 0123456789,
      'bytes=0-1,3-4', 200, 0123456789,
      lines=1-2,      200, 0123456789,
      """)
  void sendsAPart(String range, int status, String body, String contentRange) throws Exception {
    var answer = server.get("/files/digits.txt", "Range", range);

    assertThat(answer.statusCode()).isEqualTo(status);
    if (body != null) {
      assertThat(answer.body()).isEqualTo(body);
    }
    assertThat(answer.headers().firstValue("Content-Range").orElse(null)).isEqualTo(contentRange);
  }

  @Test
  void sendsAPartOnlyOfTheVersionThatIsMeant() throws Exception {
    var etag = server.get("/files/digits.txt").headers().firstValue("ETag").orElseThrow();

    assertThat(server.get("/files/digits.txt", "Range", "bytes=1-1", "If-Range", etag).body())
        .isEqualTo("1");
    assertThat(
        server.get("/files/digits.txt", "Range", "bytes=1-1", "If-Range", "\"other\"").body())
        .isEqualTo("0123456789");
    assertThat(server.get("/files/digits.txt", "If-None-Match", etag).statusCode()).isEqualTo(304);
  }

  @Test
  void headTellsTheLength() throws Exception {
    var answer = server.send(server.request("/files/digits.txt").HEAD());

    assertThat(answer.headers().firstValue("Content-Length")).contains("10");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void sendsLargeFilesAsTheyAre() throws Exception {
    var large = "0123456789abcdef".repeat(300_000);
    Files.writeString(directory.resolve("root/large"), large);

    assertThat(server.get("/files/large").body()).isEqualTo(large);
    assertThat(List.of(server.get("/files/large", "Range", "bytes=4000000-4000003").body()))
        .containsExactly("0123");
  }
}
