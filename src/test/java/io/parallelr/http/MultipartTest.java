package io.parallelr.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MultipartTest {
  private static final String TYPE = "multipart/form-data; boundary=edge";
  private static final String END = "\r\n--edge--\r\n";
  private static final int LIMIT = 64 << 20;

  /// Answers with the field, file and size of each part.
  private static Routes parts() {
    return new Routes().errors(ErrorAnswer.JSON).add("POST", "/parts", LIMIT, x -> {
      var parts = new ArrayList<String>();
      x.multipart((field, file, content) -> {
        long size =
            field.equals("unread") ? -1 : content.transferTo(OutputStream.nullOutputStream());
        parts.add("%s|%s|%d".formatted(field, file.orElse("-"), size));
      });
      x.sendText(200, String.join("\n", parts));
    });
  }

  private static String part(String disposition, String content) {
    return "--edge\r\nContent-Disposition: form-data; %s\r\n\r\n%s".formatted(disposition, content);
  }

  private static HttpResponse<String> post(Servers server, String type, String body)
      throws Exception {
    return server.send(
        server.request("/parts")
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body, UTF_8)));
  }

  @Test
  void passesFieldsAndFiles() throws Exception {
    try (var server = Servers.start(parts())) {
      var answer = post(
          server,
          TYPE,
          part("name=\"note\"", "hello") + "\r\n"
              + part("name=\"files\"; filename=\"a/b \\\"c\\\".txt\"", "12") + "\r\n"
              + part("name=\"unread\"; filename=\"x\"", "passed over") + "\r\n"
              + part("name=\"files\"; filename=\"grüß\"", "") + "\r\n"
              + part("name=\"files\"; filename=\"x\"; filename*=UTF-8''%e2%82%ac", "1") + END);

      assertThat(answer.body()).isEqualTo(
          "note|-|5\nfiles|a/b \"c\".txt|2\nunread|x|-1\nfiles|grüß|0\nfiles|€|1");
    }
  }

  @Test
  void refusesOtherTypesAndMissingBoundaries() throws Exception {
    try (var server = Servers.start(parts())) {
      var json = post(server, "application/json", "{}");
      assertThat(json.statusCode()).isEqualTo(400);
      assertThat(json.body()).contains("isn't multipart/form-data");
      var none = post(server, "multipart/form-data", part("name=\"a\"", "1") + END);
      assertThat(none.statusCode()).isEqualTo(400);
      assertThat(none.body()).contains("has no boundary");
    }
  }

  @Test
  void refusesBodiesThatAreCutOffOrBroken() throws Exception {
    var many = new StringBuilder();
    for (int i = 0; i < 1_001; i++) {
      many.append(part("name=\"a\"", "1")).append("\r\n");
    }
    try (var server = Servers.start(parts())) {
      for (var body : List.of(
          "",
          "no boundary at all",
          part("name=\"a\"", "cut off"),
          "--edge\r\nContent-Disposition: form-data",
          "--edge\r\nX: " + "y".repeat(9 << 10) + "\r\n\r\n1" + END,
          many + END)) {
        var answer = post(server, TYPE, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\":\"malformed multipart body: ")
            .doesNotContain("null");
      }
      assertThat(post(server, TYPE, part("name=\"a\"", "1") + END).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void refusesBodiesThatAreTooLarge() throws Exception {
    try (var server = Servers.start(parts())) {
      var answer = server.send(
          server.request("/parts")
              .header("Content-Type", TYPE)
              .POST(BodyPublishers.ofInputStream(() -> large(LIMIT))));
      assertThat(answer.statusCode()).isEqualTo(413);
    }
  }

  private static InputStream large(int bytes) {
    var head = new ByteArrayInputStream(
        part("name=\"big\"; filename=\"big\"", "").getBytes(US_ASCII));
    var piece = new byte[1 << 20];
    new Random(1).nextBytes(piece);
    var streams = new ArrayList<InputStream>();
    streams.add(head);
    for (int i = 0; i < bytes / piece.length; i++) {
      streams.add(new ByteArrayInputStream(piece));
    }
    streams.add(new ByteArrayInputStream(END.getBytes(US_ASCII)));
    return new SequenceInputStream(Collections.enumeration(streams));
  }

  @Test
  void passesContentByteByByteWhileItComesIn() throws Exception {
    int size = LIMIT - (1 << 20);
    try (var server = Servers.start(parts())) {
      var answer = server.send(
          server.request("/parts")
              .header("Content-Type", TYPE)
              .POST(BodyPublishers.ofInputStream(() -> large(size))));

      assertThat(answer.body()).isEqualTo("big|big|" + size);
    }
  }

  @Test
  void disconnectsClientsThatStopInTheMiddle() throws Exception {
    var limits = Servers.limits(Duration.ofMillis(300), Duration.ofSeconds(50));
    try (var server = Servers.start(limits, parts()); var socket = server.connect()) {
      socket.getOutputStream()
          .write(
              ("POST /parts HTTP/1.1\r\nHost: x\r\nContent-Type: " + TYPE
                  + "\r\nContent-Length: 1000\r\n\r\n" + part("name=\"a\"", "never ends"))
                  .getBytes(US_ASCII));

      assertThat(Servers.rest(socket)).doesNotContain(" 200 ");
    }
  }
}
