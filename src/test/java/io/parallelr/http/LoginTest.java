package io.parallelr.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoginTest {
  private static final String SECRET = "0123456789abcdef";
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private final TokenMaker tokens = new TokenMaker(SECRET);
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final List<EventStream> streams = new CopyOnWriteArrayList<>();
  private Login login;
  private Servers server;

  @BeforeEach
  void start() throws Exception {
    InstantSource clock = now::get;
    var auth = new Auth(List.of(SECRET), clock, new Origins(List.of()));
    login = new Login(
        auth,
        tokens,
        clock,
        new SecureRandom(),
        nanos::get,
        List.of(new Address.Tcp("0.0.0.0", 9009), new Address.Tcp("127.0.0.1", 9010)));
    var sse = new Sse(Sse.Limits.DEFAULT);
    var stream = new Routes().guard(auth)
        .get("/events", exchange -> sse.serve(exchange, events -> {
          streams.add(events);
          events.pump();
        }));
    server = Servers.start(
        Stream
            .concat(login.routes(auth).stream(),
                Stream.of(SessionRoutes.routes(auth, clock), stream))
            .toArray(Routes[]::new));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String link() {
    return login.links(new TokenClaims("ann", Set.of("read", "run"), Optional.of(Set.of("p"))))
        .getFirst();
  }

  private static String path(String link) {
    return link.substring(link.indexOf("/ui"));
  }

  private static String cookie(HttpResponse<String> answer) {
    var cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private HttpResponse<String> post(String path, String body, String... headers)
      throws Exception {
    var request = server.request(path).POST(BodyPublishers.ofString(body));
    return server.send(headers.length == 0 ? request : request.headers(headers));
  }

  @Test
  void aLinkLeadsToACookieWithItsRights() throws Exception {
    var entered = server.get(path(link()));

    assertThat(entered.statusCode()).isEqualTo(303);
    assertThat(entered.headers().firstValue("Location")).contains("./");
    assertThat(entered.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("parallelr-session-%d=".formatted(server.port()))
        .contains("; HttpOnly", "; SameSite=Strict", "; Path=/;")
        .doesNotContain("Secure");
    var session = JsonObject.parse(server.get("/api/session", "Cookie", cookie(entered)).body());
    assertThat(session.text("user")).contains("ann");
    assertThat(session.texts("scopes")).containsExactly("read", "run");
    assertThat(session.texts("pipelines")).containsExactly("p");
    assertThat(session.object("may").orElseThrow().flag("run")).isTrue();
    assertThat(session.object("may").orElseThrow().flag("admin")).isFalse();
  }

  private HttpResponse<InputStream> follow(HttpClient client, String... header) throws Exception {
    int before = streams.size();
    var answer = client.send(
        server.request("/events").headers(header).build(),
        HttpResponse.BodyHandlers.ofInputStream());
    await().until(() -> streams.size() > before);
    return answer;
  }

  @Test
  void logoutEndsTheStreamsOfTheSessionAlone() throws Exception {
    var own = cookie(server.get(path(link())));
    var other = tokens.sign(Map.of("sub", "bob", "scope", "read"));
    try (var client = HttpClient.newHttpClient()) {
      var ofSession = follow(client, "Cookie", own);
      follow(client, "Authorization", "Bearer " + other);

      assertThat(post("/api/logout", "", "Cookie", own).statusCode()).isEqualTo(204);

      assertThat(new String(ofSession.body().readAllBytes(), UTF_8)).isEqualTo(":\n\n");
      assertThat(streams).extracting(EventStream::isOpen).containsExactly(false, true);
      client.shutdownNow();
    }
  }

  @Test
  void aTokenThatExpiresEndsItsStreams() throws Exception {
    var token = tokens.sign(
        Map.of("sub", "bob", "scope", "read", "exp", NOW.plusSeconds(60).getEpochSecond()));
    try (var client = HttpClient.newHttpClient()) {
      var answer = follow(client, "Authorization", "Bearer " + token);
      assertThat(streams.getFirst().isOpen()).isTrue();

      now.set(NOW.plusSeconds(66));

      assertThat(streams.getFirst().isOpen()).isFalse();
      var _ = streams.getFirst().offer(new Event("1", "job", "{}"));
      assertThat(new String(answer.body().readAllBytes(), UTF_8)).isEqualTo(":\n\n");
    }
  }

  @Test
  void thePageWithoutATicketIsWhereItAlwaysIs() throws Exception {
    var answer = server.get("/ui/login");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("./");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void linksAreToAddressesThatABrowserCanOpen() {
    var links = login.links(TokenClaims.NONE);

    assertThat(links).extracting(link -> link.replaceAll("ticket=.*", ""))
        .containsExactly(
            "http://localhost:9009/ui/login?",
            "http://127.0.0.1:9010/ui/login?");
  }

  @Test
  void aLinkWorksOnceAndForFiveMinutes() throws Exception {
    var first = path(link());
    var second = path(link());

    nanos.set(Duration.ofMinutes(5).toNanos() - 1);
    assertThat(server.get(first).headers().firstValue("Set-Cookie")).isPresent();
    var again = server.get(first);
    nanos.set(Duration.ofMinutes(5).toNanos());
    var late = server.get(second);

    for (var refused : List.of(again, late, server.get("/ui/login?ticket=none"))) {
      assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
      assertThat(refused.headers().firstValue("Location")).contains("./?login=expired");
    }
  }

  @Test
  void theCookieIsForEncryptedConnectionsAloneBehindAProxyThatHasThem() throws Exception {
    var entered = server.get(path(link()), "X-Forwarded-Proto", "https");

    assertThat(entered.headers().firstValue("Set-Cookie").orElseThrow()).contains("; Secure");
  }

  @Test
  void aTokenIsTakenAsItIs() throws Exception {
    var token = tokens.sign(Map.of("sub", "bob", "scope", "read"));

    var answer = post("/api/login", "{\"token\":\" %s \"}".formatted(token));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(cookie(answer)).endsWith("=" + token);
    assertThat(JsonObject.parse(answer.body()).text("user")).contains("bob");
  }

  @Test
  void refusesWhatIsNoToken() throws Exception {
    var expired = tokens.sign(Map.of("exp", NOW.getEpochSecond() - 60));

    for (var token : List.of("x", expired)) {
      var answer = post("/api/login", "{\"token\":\"%s\"}".formatted(token));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).startsWith("{\"error\":");
      assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }
    assertThat(post("/api/login", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void pagesOfOtherSitesCanDoNothingWithTheCookie() throws Exception {
    var token = tokens.sign(Map.of("sub", "bob"));
    var cookie = "jwt=" + token;
    var foreign = "http://evil.example";

    assertThat(post("/api/login-link", "{}", "Cookie", cookie, "Origin", foreign).statusCode())
        .isEqualTo(403);
    assertThat(
        post("/api/login", "{\"token\":\"%s\"}".formatted(token), "Origin", foreign).statusCode())
        .isEqualTo(403);
    assertThat(post("/api/logout", "", "Cookie", cookie, "Origin", foreign).statusCode())
        .isEqualTo(403);
  }

  @Test
  void aLinkOfATokenHasItsRightsAndItsEnd() throws Exception {
    var token = tokens.sign(Map.of("sub", "bob", "exp", NOW.getEpochSecond() + 60));

    var answer = JsonObject.parse(
        post("/api/login-link", "{}", "Authorization", "Bearer " + token).body());

    assertThat(answer.number("expires_seconds")).contains(300L);
    assertThat(answer.texts("links")).hasSize(2);
    var entered = server.get(answer.text("path").orElseThrow());
    assertThat(cookie(entered)).endsWith("=" + token);
  }

  @Test
  void nobodyGetsALinkWithoutAToken() throws Exception {
    assertThat(post("/api/login-link", "{}").statusCode()).isEqualTo(401);
    assertThat(server.get("/api/session").statusCode()).isEqualTo(401);
  }

  @Test
  void logoutTakesTheCookieAway() throws Exception {
    var answer = post("/api/logout", "");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("parallelr-session-%d=;".formatted(server.port()))
        .contains("Max-Age=0");
  }
}
