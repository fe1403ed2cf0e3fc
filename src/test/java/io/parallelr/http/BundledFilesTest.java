package io.parallelr.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BundledFilesTest {
  private final BundledFiles files = new BundledFiles(BundledFilesTest.class, "page");
  private Servers server;

  @BeforeEach
  void start() throws IOException {
    server = Servers.start(new Routes().get("/ui/", files::index).get("/ui/{file}", files));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      /ui/,                 <p>page,    text/html; charset=utf-8,       no-cache
      /ui/index.html,       <p>page,    text/html; charset=utf-8,       no-cache
      /ui/licenses.txt,     words,      text/plain; charset=utf-8,      no-cache
      /ui/main-3XA7LZWP.js, let a = 1;, text/javascript; charset=utf-8, 'public, max-age=31536000, immutable'
      """)
  void onlyNamesWithAHashAreKept(String path, String body, String type, String caching)
      throws Exception {
    var answer = server.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    assertThat(answer.headers().firstValue("Cache-Control")).contains(caching);
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ui/nope.js", "/ui/..%2fBundledFilesTest.class", "/ui/.%2findex.html",
      "/ui/%2e%2e%2fBundledFiles.class", "/ui/.hidden", "/ui/%2fetc%2fpasswd", "/ui/a/b"})
  void nothingLeadsOut(String path) throws Exception {
    var answer = server.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer.substring(9, 12)).isIn("400", "404");
  }

  @Test
  void knowsWhetherThereIsAPage() {
    assertThat(files.isPresent()).isTrue();
    assertThat(new BundledFiles(BundledFilesTest.class, "none").isPresent()).isFalse();
  }
}
