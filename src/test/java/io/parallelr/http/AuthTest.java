package io.parallelr.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens are signed here by the JDK alone, so that another program's are understood too.
@Timeout(60)
class AuthTest {
  private static final long NOW = 1_800_000_000;
  private static final String SECRET = "0123456789abcdef0123";
  private static final String OLD_SECRET =
      "an older secret, which is longer than the block of HMAC-SHA-256 is";
  private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  private static final Auth AUTH = new Auth(
      List.of(SECRET, OLD_SECRET),
      InstantSource.fixed(Instant.ofEpochSecond(NOW)),
      new Origins(List.of()));

  private static String token(String claims) {
    return token(HS256, claims, "HmacSHA256", SECRET);
  }

  private static String token(String header, String claims, String algorithm, String secret) {
    var text = base64(header.getBytes(UTF_8)) + '.' + base64(claims.getBytes(UTF_8));
    try {
      var mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), algorithm));
      return text + '.' + base64(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Servers server() throws Exception {
    return Servers.start(
        new Routes().errors(ErrorAnswer.JSON)
            .guard(AUTH, "/job")
            .get("/job", x -> x.sendText(200, x.claims().subject()))
            .post("/job", x -> x.sendText(200, x.claims().subject())),
        new Routes().guard(AUTH.requiring("shell")).get("/shell", x -> x.sendText(200, "shell")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"sub\":\"cli\",\"exp\":1800000060}", "{\"iat\":1799999998}",
      "{\"exp\":1799999996}", "{\"nbf\":1800000005}", "{\"iat\":1800000005}", "{\"sub\":null}",
      "{\"exp\":1800000060.5}"})
  void takesTokensThatAreValidNow(String claims) {
    assertThat(AUTH.claims(token(claims)).scopes()).isEqualTo(TokenClaims.DEFAULT_SCOPES);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"exp":1799999995}                  | token is expired
      {"nbf":1800000006}                  | token nbf validation failed
      {"iat":1800000006}                  | token iat validation failed
      {"sub":5}                           | token is unauthorized
      {"exp":"soon"}                      | token is unauthorized
      []                                  | token is unauthorized
      nonsense                            | token is unauthorized
      """)
  void refusesTokensThatAreNot(String claims, String text) {
    assertThatThrownBy(() -> AUTH.claims(token(claims)))
        .isInstanceOfSatisfying(HttpError.class, e -> assertThat(e.status()).isEqualTo(401))
        .hasMessage(text);
  }

  @Test
  void takesOneAlgorithmOnly() {
    var none =
        base64("{\"alg\":\"none\"}".getBytes(UTF_8)) + '.' + base64("{}".getBytes(UTF_8)) + '.';
    var signed = token("{}").split("\\.", -1);
    for (var token : List.of(
        none,
        token("{\"alg\":\"HS384\"}", "{}", "HmacSHA384", SECRET),
        token("{\"alg\":\"HS512\"}", "{}", "HmacSHA512", SECRET),
        token("{\"alg\":\"none\"}", "{}", "HmacSHA256", SECRET),
        token("{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}", "{}", "HmacSHA256", SECRET),
        token(HS256, "{}", "HmacSHA256", "another secret of some length"),
        signed[0] + '.' + base64("{\"sub\":\"root\"}".getBytes(UTF_8)) + '.' + signed[2],
        "abc",
        "a.b.c",
        "....")) {
      assertThatThrownBy(() -> AUTH.claims(token)).as(token).hasMessage("token is unauthorized");
    }
  }

  @Test
  void takesTokensOfEachSecret() {
    var old = token(HS256, "{\"sub\":\"ann\"}", "HmacSHA256", OLD_SECRET);

    assertThat(AUTH.claims(old).subject()).isEqualTo("ann");
  }

  @Test
  void scopesReplaceWhatATokenMayDoByDefault() {
    assertThat(AUTH.claims(token("{\"sub\":\"ann\",\"scope\":\"read  shell\"}")))
        .isEqualTo(new TokenClaims("ann", Set.of("read", "shell")));
    assertThat(AUTH.claims(token("{\"scope\":\"\"}")).allows("read")).isFalse();
  }

  @Test
  void refusesShortSecrets() {
    assertThatThrownBy(
        () -> new Auth(List.of("short"), InstantSource.system(), new Origins(List.of())))
        .hasMessage("a secret must be at least 16 characters long");
  }

  @Test
  void findsTheTokenInTheHeaderOrElseInTheCookie() throws Exception {
    var token = token("{\"sub\":\"ann\"}");
    try (var server = server()) {
      for (var scheme : List.of("Bearer ", "bearer ", "BEARER ")) {
        assertThat(server.get("/job", "Authorization", scheme + token).body()).isEqualTo("ann");
      }
      assertThat(server.get("/job", "Cookie", "a=b; jwt=" + token).body()).isEqualTo("ann");
      assertThat(server.get("/job", "Authorization", "Basic x", "Cookie", "jwt=" + token).body())
          .isEqualTo("ann");
      assertThat(server.get("/job", "Authorization", token).statusCode()).isEqualTo(401);
      assertThat(server.get("/job", "Authorization", "Basic " + token).statusCode()).isEqualTo(401);
      assertThat(
          server.get("/job", "Authorization", "Bearer x", "Cookie", "jwt=" + token).statusCode())
          .isEqualTo(401);
      assertThat(server.get("/job?jwt=" + token).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void takesTheOtherCookieIfTheFirstIsNotValid() throws Exception {
    var good = token("{\"sub\":\"ann\"}");
    var other = token("{\"sub\":\"bob\"}");
    var stale = token(HS256, "{}", "HmacSHA256", "another secret of some length");
    var expired = token("{\"exp\":1}");
    try (var server = server()) {
      var session = "parallelr-session-" + server.request("/").build().uri().getPort() + '=';
      assertThat(server.get("/job", "Cookie", session + stale + "; jwt=" + good).body())
          .isEqualTo("ann");
      assertThat(server.get("/job", "Cookie", session + good + "; jwt=" + other).body())
          .isEqualTo("ann");
      assertThat(server.get("/job", "Cookie", session + good + "; jwt=" + stale).body())
          .isEqualTo("ann");
      assertThat(server.get("/job", "Cookie", session + expired + "; jwt=" + stale).body())
          .startsWith("token is expired");
    }
  }

  @Test
  void answers401AsPlainTextEvenForUnknownPathsAndMethods() throws Exception {
    try (var server = server()) {
      for (var path : List.of("/job", "/job/nope")) {
        var answer = server.get(path);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("no token found\n");
        assertThat(answer.headers().firstValue("Content-Type"))
            .contains("text/plain; charset=utf-8");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().map()).doesNotContainKey("www-authenticate");
      }
      assertThat(server.send(server.request("/job").DELETE()).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void demandsAScopeWhereOneIsNeeded() throws Exception {
    try (var server = server()) {
      var refused = server.get("/shell", "Authorization", "Bearer " + token("{}"));
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).isEqualTo("the token does not have the scope 'shell'\n");
      var taken = server.get("/shell", "Authorization", "Bearer " + token("{\"scope\":\"shell\"}"));
      assertThat(taken.body()).isEqualTo("shell");
    }
  }

  @Test
  void aCookieDoesNotLetOtherSitesChangeAnything() throws Exception {
    var token = token("{\"sub\":\"ann\"}");
    try (var server = server()) {
      var foreign = post(server, "Cookie", "jwt=" + token, "Origin", "https://evil.example");
      var own =
          post(server, "Cookie", "jwt=" + token, "Origin", "http://127.0.0.1:" + server.port());
      var withHeader =
          post(server, "Authorization", "Bearer " + token, "Origin", "https://ui.example");

      assertThat(foreign).isEqualTo(403);
      assertThat(own).isEqualTo(200);
      assertThat(withHeader).isEqualTo(200);
    }
  }

  private static int post(Servers server, String... headers) throws Exception {
    var body = java.net.http.HttpRequest.BodyPublishers.noBody();
    return server.send(server.request("/job").headers(headers).POST(body)).statusCode();
  }
}
