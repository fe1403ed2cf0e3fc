package io.parallelr.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TokenRoutesTest {
  private static final String SECRET = "0123456789abcdef";
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final String BODY =
      "{'user': 'bob', 'scopes': ['read', 'run'], 'expires_seconds': 3600}";

  private final TokenMaker tokens = new TokenMaker(SECRET);
  private Auth auth;
  private Servers server;

  @BeforeEach
  void start() throws Exception {
    auth = new Auth(List.of(SECRET), CLOCK, new Origins(List.of()));
    server = Servers.start(new TokenRoutes(tokens, CLOCK).routes(auth));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void whoAdministersMakesTokens() throws Exception {
    var answer = ask("read run admin", BODY.replace("}", ", 'pipelines': ['build']}"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    var made = JsonObject.parse(answer.body());
    assertThat(made.text("expires")).contains("2026-11-20T11:00:00Z");
    assertThat(auth.claims(made.text("token").orElseThrow()))
        .extracting(TokenClaims::subject, TokenClaims::scopes, TokenClaims::pipelines)
        .containsExactly("bob", Set.of("read", "run"), Optional.of(Set.of("build")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      read run       | {"user": "b", "scopes": ["read"], "expires_seconds": 60}     | 403 | scope 'admin'
      read admin     | {"user": "b", "scopes": ["shell"], "expires_seconds": 60}    | 403 | does not have 'shell'
      read admin     | {"user": "b", "scopes": ["reed"], "expires_seconds": 60}     | 400 | 'reed' is not one of
      read admin     | {"user": "b", "scopes": [], "expires_seconds": 60}           | 400 | at least one of
      read admin     | {"user": " ", "scopes": ["read"], "expires_seconds": 60}     | 400 | user: give
      read admin     | {"user": "b", "scopes": ["read"]}                            | 400 | from 60 to 31622400
      read admin     | {"user": "b", "scopes": ["read"], "expires_seconds": 4e9}    | 400 | from 60 to 31622400
      """)
  void othersAreRefused(String scopes, String body, int status, String said) throws Exception {
    var answer = ask(scopes, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(said);
  }

  @Test
  void aLimitedTokenMakesNone() throws Exception {
    var limited =
        tokens.sign(Map.of("sub", "ann", "scope", "admin read", "pipelines", List.of("a")));

    var answer = send(limited, BODY);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("limited to pipelines");
  }

  private HttpResponse<String> ask(String scopes, String body) throws Exception {
    return send(tokens.sign(Map.of("sub", "ann", "scope", scopes)), body);
  }

  private HttpResponse<String> send(String token, String body) throws Exception {
    return server.send(
        server.request("/api/token")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.replace('\'', '"'), UTF_8)));
  }
}
