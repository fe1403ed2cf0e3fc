package io.parallelr.autoexec;

import io.parallelr.autoexec.Envelope.Answer;
import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.json.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The routes about the server itself.
final class ServerRoutes {
  private static final String OPENAPI = "openapi.json";
  private static final String PAGE = "swagger.html";

  private final Envelope envelope;
  private final ServerState state;
  private final Map<String, @Nullable Object> version;
  private final InstantSource clock;

  /// @param version what is answered to who asks for it
  ServerRoutes(
      Envelope envelope,
      ServerState state,
      Map<String, @Nullable Object> version,
      InstantSource clock) {
    this.envelope = envelope;
    this.state = state;
    this.version = new LinkedHashMap<>(version);
    this.clock = clock;
  }

  /// What everybody may ask, from pages of other sites, too.
  Routes open() {
    return new Routes()
        .get("/version", exchange -> flat(exchange, version))
        .get("/healthyz", exchange -> flat(exchange, health(exchange)))
        .get("/heartbeat", ServerRoutes::heartbeat)
        .get("/swagger/doc.json", exchange -> resource(exchange, OPENAPI, "application/json"))
        .get("/swagger/index.html", exchange -> resource(exchange, PAGE, "text/html"))
        .get("/swagger", exchange -> {
          exchange.setHeader("Location", exchange.path() + "/index.html");
          exchange.sendEmpty(308);
        })
        .get("/swagger/", exchange -> resource(exchange, PAGE, "text/html"));
  }

  Routes guarded(Guard guard) {
    return new Routes()
        .guard(guard)
        .errors(envelope.errors())
        .get("/api/v1/state", envelope.answering(exchange -> {
          Rights.require(exchange, Rights.READ);
          return Answer.of(Reply.SUCCESS, state.json());
        }));
  }

  private static void forAllSites(Exchange exchange) {
    exchange.setHeader("Access-Control-Allow-Origin", "*");
  }

  /// Both in the members of `data` and, for older clients, beside it.
  private void flat(Exchange exchange, Map<String, @Nullable Object> data) throws IOException {
    forAllSites(exchange);
    if (exchange.header("Accept").filter(a -> a.contains("yaml")).isPresent()) {
      envelope.send(exchange, Answer.of(Reply.SUCCESS, data));
      return;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("code", Reply.SUCCESS.code());
    fields.put("message", Reply.SUCCESS.text());
    fields.put("timestamp", Envelope.nanos(clock.instant()));
    fields.put("data", data);
    data.forEach(fields::putIfAbsent);
    exchange.sendJson(200, JsonValues.text(fields).getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, @Nullable Object> health(Exchange exchange) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("server", exchange.header("Host").orElse(""));
    data.put("client", exchange.peer());
    data.put("state", "Running");
    return data;
  }

  private static void heartbeat(Exchange exchange) throws IOException {
    forAllSites(exchange);
    exchange.sendEmpty(200);
  }

  private static void resource(Exchange exchange, String name, String type) throws IOException {
    try (var in = Objects.requireNonNull(ServerRoutes.class.getResourceAsStream(name))) {
      exchange.send(200, type + "; charset=utf-8", in.readAllBytes());
    }
  }
}
