package io.parallelr.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CompressingTest {
  private static final String LONG = "a line of some length\n".repeat(1_000);
  private static final String GZIP = "gzip";

  @TempDir
  Path directory;

  private Routes routes(CountDownLatch seen) {
    return new Routes()
        .get("/long", x -> {
          if (!x.isNotModified("\"v1\"")) {
            x.sendText(200, LONG);
          }
        })
        .get("/short", x -> x.sendText(200, "short"))
        .get("/bytes",
            x -> x.send(200, "application/octet-stream", LONG.getBytes(StandardCharsets.UTF_8)))
        .get("/file", x -> {
          var file = Files.writeString(directory.resolve("file"), LONG);
          try (var channel = Files.newByteChannel(file)) {
            FileAnswer.send(x, channel, LONG.length(), Instant.EPOCH, "text/plain");
          }
        })
        .get("/events", x -> x.stream(200, "text/event-stream",
            out -> out.write(LONG.getBytes(StandardCharsets.UTF_8))))
        .get("/followed", x -> x.stream(200, "text/plain", out -> {
          out.write(LONG.getBytes(StandardCharsets.UTF_8));
          out.flush();
          seen.await();
          out.write("end\n".getBytes(StandardCharsets.UTF_8));
        }));
  }

  private static HttpResponse<byte[]> get(Servers server, String path, String... headers)
      throws IOException, InterruptedException {
    var request = server.request(path).header("Accept-Encoding", GZIP);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return server.client().send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String encoding(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Encoding").orElse("none");
  }

  private static String text(HttpResponse<byte[]> response) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void compressesTextsForWhoAcceptsIt() throws Exception {
    try (var server = Servers.start(routes(new CountDownLatch(0)))) {
      var answer = get(server, "/long");

      assertThat(encoding(answer)).isEqualTo(GZIP);
      assertThat(answer.body()).hasSizeLessThan(2_000);
      assertThat(text(answer)).isEqualTo(LONG);
      assertThat(encoding(server.get("/long"))).isEqualTo("none");
      assertThat(text(get(server, "/file"))).isEqualTo(LONG);
    }
  }

  @Test
  void leavesOthersAsTheyAre() throws Exception {
    try (var server = Servers.start(routes(new CountDownLatch(0)))) {
      assertThat(encoding(get(server, "/short"))).isEqualTo("none");
      assertThat(encoding(get(server, "/bytes"))).isEqualTo("none");
      assertThat(encoding(get(server, "/events"))).isEqualTo("none");
    }
  }

  @Test
  void leavesPartsOfFilesAsTheyAre() throws Exception {
    try (var server = Servers.start(routes(new CountDownLatch(0)))) {
      var answer = get(server, "/file", "Range", "bytes=22-5021");

      assertThat(answer.statusCode()).isEqualTo(206);
      assertThat(encoding(answer)).isEqualTo("none");
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .isEqualTo(LONG.substring(22, 5_022));
    }
  }

  @Test
  void knowsTheVersionOfWhatItCompressed() throws Exception {
    try (var server = Servers.start(routes(new CountDownLatch(0)))) {
      var answer = get(server, "/long");
      assertThat(encoding(answer)).isEqualTo(GZIP);
      var etag = answer.headers().firstValue("ETag").orElseThrow();

      assertThat(get(server, "/long", "If-None-Match", etag).statusCode()).isEqualTo(304);
    }
  }

  @Test
  void sendsWhatIsFlushedAtOnce() throws Exception {
    var seen = new CountDownLatch(1);
    try (var server = Servers.start(routes(seen))) {
      var request = server.request("/followed").header("Accept-Encoding", GZIP).build();
      var answer = server.client().send(request, BodyHandlers.ofInputStream());

      try (var in = new GZIPInputStream(answer.body())) {
        var first = in.readNBytes(LONG.length());
        seen.countDown();
        assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo(LONG);
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("end\n");
      }
    }
  }

  @Test
  void doesNotDecompressRequests() throws Exception {
    var routes = new Routes().post("/size", x -> x.sendText(200, String.valueOf(x.body().length)));
    try (var server = Servers.start(routes)) {
      var bytes = new ByteArrayOutputStream();
      try (var out = new GZIPOutputStream(bytes)) {
        out.write(new byte[1 << 20]);
      }
      var answer = server.send(
          server.request("/size")
              .header("Content-Encoding", GZIP)
              .POST(BodyPublishers.ofByteArray(bytes.toByteArray())));

      assertThat(answer.body()).isEqualTo(String.valueOf(bytes.size()));
    }
  }
}
