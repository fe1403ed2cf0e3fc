package io.parallelr.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tickets, access without a token, and the limit of requests.
@Timeout(60)
class AccessTest {
  private static final TokenClaims OWNER = new TokenClaims("owner", Set.of(Rights.READ));
  private static final String CLOSE = "Connection: close\r\n\r\n";

  private final AtomicLong nanos = new AtomicLong();

  /// Lets pass who says a word.
  private static void password(Exchange exchange) {
    if (exchange.header("X-Word").filter("friend"::equals).isEmpty()) {
      throw HttpError.plain(401, "no word");
    }
    exchange.claims(OWNER);
  }

  private Routes withTickets() {
    var tickets = new Tickets(new SecureRandom(), nanos::get);
    return new Routes().guard(tickets.or(AccessTest::password))
        .post("/api/ticket", tickets.issuing())
        .get("/who", x -> x.sendText(200, x.claims().subject()))
        .post("/who", x -> x.sendText(200, x.claims().subject()));
  }

  private static String ticket(Servers server) throws Exception {
    var answer = server.send(
        server.request("/api/ticket").header("X-Word", "friend").POST(BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    return answer.body().replaceAll(".*\"ticket\":\"([^\"]+)\".*\\n", "$1");
  }

  @Test
  void aTicketLetsOneGetPass() throws Exception {
    try (var server = Servers.start(withTickets())) {
      var path = "/who?ticket=" + ticket(server);

      assertThat(server.get(path).body()).isEqualTo("owner");
      assertThat(server.get(path).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aTicketIsForGetOnly() throws Exception {
    try (var server = Servers.start(withTickets())) {
      var path = "/who?ticket=" + ticket(server);

      assertThat(server.send(server.request(path).POST(BodyPublishers.noBody())).statusCode())
          .isEqualTo(401);
      assertThat(server.get(path).body()).as("it is still there").isEqualTo("owner");
    }
  }

  @Test
  void aTicketIsValidForHalfAMinute() throws Exception {
    try (var server = Servers.start(withTickets())) {
      var first = ticket(server);
      var second = ticket(server);

      nanos.set(Duration.ofSeconds(29).toNanos());
      assertThat(server.get("/who?ticket=" + first).statusCode()).isEqualTo(200);
      nanos.set(Duration.ofSeconds(30).toNanos());
      assertThat(server.get("/who?ticket=" + second).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void nobodyGetsATicketWithoutAccess() throws Exception {
    try (var server = Servers.start(withTickets())) {
      assertThat(
          server.send(server.request("/api/ticket").POST(BodyPublishers.noBody())).statusCode())
          .isEqualTo(401);
      assertThat(server.get("/who?ticket=guess").statusCode()).isEqualTo(401);
      assertThat(server.get("/who?ticket=").statusCode()).isEqualTo(401);
    }
  }

  private static Routes open() {
    var guard = new OpenAccess(new Origins(List.of("build.example")), OWNER);
    return new Routes().guard(guard)
        .get("/who", x -> x.sendText(200, x.claims().subject()))
        .post("/who", x -> x.sendText(200, "changed"))
        .delete("/who", x -> x.sendText(200, "deleted"))
        .get("/socket", x -> x.webSocket(socket -> socket.send("hello")));
  }

  private static String raw(Servers server, String request, String headers) throws Exception {
    return server.raw(request + " HTTP/1.1\r\n" + headers + CLOSE);
  }

  @Test
  void openAccessKnowsItsHosts() throws Exception {
    try (var server = Servers.start(open())) {
      for (var host : List.of("127.0.0.1:1", "localhost:8080", "[::1]", "build.example")) {
        assertThat(raw(server, "GET /who", "Host: " + host + "\r\n")).as(host)
            .startsWith("HTTP/1.1 200 ");
      }
      for (var host : List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example")) {
        assertThat(raw(server, "GET /who", "Host: " + host + "\r\n")).as(host)
            .startsWith("HTTP/1.1 403 ");
      }
    }
  }

  @Test
  void openAccessRefusesPagesOfOtherSites() throws Exception {
    try (var server = Servers.start(open())) {
      var host = "Host: localhost:80\r\n";
      for (var method : List.of("GET", "POST", "DELETE")) {
        assertThat(raw(server, method + " /who", host + "Origin: http://localhost:80\r\n"))
            .startsWith("HTTP/1.1 200 ");
        for (var origin : List.of("http://evil.example", "http://localhost:81", "null")) {
          assertThat(raw(server, method + " /who", host + "Origin: " + origin + "\r\n"))
              .as(method + origin)
              .startsWith("HTTP/1.1 403 ");
        }
      }
      assertThat(raw(server, "GET /who", host + "Sec-Fetch-Site: cross-site\r\n"))
          .startsWith("HTTP/1.1 403 ");
      var upgrade = String.join(
          "\r\n",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Origin: http://evil.example",
          "");
      try (var socket = server.connect()) {
        socket.getOutputStream()
            .write(("GET /socket HTTP/1.1\r\n" + host + upgrade + "\r\n").getBytes(US_ASCII));
        assertThat(socket.getInputStream().readNBytes(13)).asString(US_ASCII)
            .isEqualTo("HTTP/1.1 403 ");
      }
    }
  }

  @Test
  void openAccessAllowsNoRequestsOfOtherSites() throws Exception {
    try (var server = Servers.start(open())) {
      var headers = String.join(
          "\r\n",
          "Host: localhost",
          "Origin: http://evil.example",
          "Access-Control-Request-Method: POST",
          "");
      var answer = raw(server, "OPTIONS /who", headers);

      assertThat(answer).doesNotStartWith("HTTP/1.1 2")
          .doesNotContainIgnoringCase("Access-Control-Allow");
    }
  }

  private Routes limited(int perSecond) {
    return new Routes().guard(new RequestLimit(perSecond, "/api", nanos::get))
        .post("/api/v1/task", x -> x.sendText(200, "made"))
        .get("/api/v1/task", x -> x.sendText(200, "seen"))
        .post("/other", x -> x.sendText(200, "made"));
  }

  private static String post(Servers server, String path) throws Exception {
    var answer = server.send(server.request(path).POST(BodyPublishers.noBody()));
    return answer.statusCode() + " " + answer.body().strip();
  }

  @Test
  void limitsHowOftenAClientAsks() throws Exception {
    try (var server = Servers.start(limited(2))) {
      assertThat(post(server, "/api/v1/task")).isEqualTo("200 made");
      assertThat(post(server, "/api/v1/task")).isEqualTo("200 made");
      assertThat(post(server, "/api/v1/task")).isEqualTo("400 this ip too many requests!");
      assertThat(post(server, "/%61pi/v1/t%61sk")).isEqualTo("400 this ip too many requests!");
      assertThat(server.get("/api/v1/task").body()).isEqualTo("seen");
      assertThat(post(server, "/other")).isEqualTo("200 made");

      nanos.addAndGet(Duration.ofMillis(500).toNanos());
      assertThat(post(server, "/api/v1/task")).isEqualTo("200 made");
      assertThat(post(server, "/api/v1/task")).isEqualTo("400 this ip too many requests!");
    }
  }
}
