package io.parallelr.http;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;

/// Lets whoever administers a server make tokens for others: with no more rights than their own,
/// and with an end. For any threads.
public final class TokenRoutes {
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  private final TokenMaker tokens;
  private final InstantSource clock;

  /// @param tokens makes tokens that the server accepts
  public TokenRoutes(TokenMaker tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /// The route.
  ///
  /// @param guard says who asks
  public Routes routes(Guard guard) {
    return new Routes().guard(guard).errors(ErrorAnswer.JSON).post("/api/token", this::make);
  }

  private void make(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.ADMIN);
    if (Rights.pipelines(exchange).isPresent()) {
      throw new HttpError(403, "a token that is limited to pipelines cannot make tokens");
    }
    var body = exchange.bodyJson();
    var now = clock.instant();
    var end = now.plus(validity(body)).getEpochSecond();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("sub", user(body));
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", end);
    claims.put("scope", String.join(" ", scopes(exchange, body)));
    var pipelines = body.texts("pipelines");
    if (!pipelines.isEmpty()) {
      claims.put("pipelines", pipelines);
    }
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendJson(200, json -> {
      json.writeStringProperty("token", tokens.sign(claims));
      JsonText.strings(json, "scopes", scopes(exchange, body));
      json.writeStringProperty("expires", Instant.ofEpochSecond(end).toString());
    });
  }

  private static String user(JsonObject body) {
    return body.text("user")
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .orElseThrow(() -> new HttpError(400, "user: give the name of the token's user"));
  }

  private static List<String> scopes(Exchange exchange, JsonObject body) {
    var scopes = body.texts("scopes").stream().distinct().toList();
    if (scopes.isEmpty()) {
      throw new HttpError(400, "scopes: give at least one of " + String.join(", ", Rights.ALL));
    }
    for (var scope : scopes) {
      if (!Rights.ALL.contains(scope)) {
        throw new HttpError(
            400,
            "scopes: '%s' is not one of %s".formatted(scope, String.join(", ", Rights.ALL)));
      }
      if (!exchange.claims().allows(scope)) {
        throw new HttpError(403, "scopes: your own token does not have '%s'".formatted(scope));
      }
    }
    return scopes;
  }

  private static Duration validity(JsonObject body) {
    long seconds = body.number("expires_seconds").orElse(0L);
    if (seconds < SHORTEST.toSeconds() || seconds > LONGEST.toSeconds()) {
      throw new HttpError(
          400,
          "expires_seconds: give a whole number from %d to %d"
              .formatted(SHORTEST.toSeconds(), LONGEST.toSeconds()));
    }
    return Duration.ofSeconds(seconds);
  }
}
