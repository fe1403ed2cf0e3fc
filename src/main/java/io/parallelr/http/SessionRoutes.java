package io.parallelr.http;

import io.parallelr.json.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;

/// Tells a page who its user is, and what that user may do.
public final class SessionRoutes {
  private SessionRoutes() {}

  /// The route.
  ///
  /// @param guard says who the user is
  public static Routes routes(Guard guard, InstantSource clock) {
    return new Routes().guard(guard)
        .errors(ErrorAnswer.JSON)
        .get("/api/session", exchange -> send(exchange, exchange.claims(), clock.instant()));
  }

  static void send(Exchange exchange, TokenClaims claims, Instant now) throws IOException {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendJson(200, json -> write(json, claims, now));
  }

  private static void write(JsonGenerator json, TokenClaims claims, Instant now) {
    json.writeStringProperty("user", claims.subject());
    JsonText.strings(json, "scopes", sorted(claims.scopes()));
    claims.pipelines()
        .ifPresentOrElse(
            names -> JsonText.strings(json, "pipelines", sorted(names)),
            () -> json.writeNullProperty("pipelines"));
    json.writeStringProperty("server_time", now.toString());
    json.writeObjectPropertyStart("may");
    Rights.ALL.forEach(scope -> json.writeBooleanProperty(scope, claims.allows(scope)));
    json.writeEndObject();
  }

  private static List<String> sorted(Set<String> words) {
    return List.copyOf(new TreeSet<>(words));
  }
}
