package io.parallelr.autoexec;

import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The routes of the older interface.
final class LegacyRoutes {
  private static final String PAGE = """
      <!doctype html>
      <meta charset="utf-8">
      <title>parallelr</title>
      <h1>Tasks of steps</h1>
      <p>This server has an interface over HTTP: <a href="swagger/index.html">its description</a>,
      <a href="api/v1/task">its tasks</a>, <a href="version">its version</a>.
      """;

  private final LegacyDialect legacy;

  LegacyRoutes(LegacyDialect legacy) {
    this.legacy = legacy;
  }

  /// Those below `/api`.
  Routes api(Guard guard) {
    return new Routes()
        .guard(guard)
        .post("/api/v2/task", legacy::create)
        .get("/api/v1/task/{task}/{step}/console", LegacyDialect.answering(legacy::console))
        .put("/api/v1/task/{task}/{step}", LegacyDialect.answering(legacy::killStep));
  }

  /// Those at the root.
  Routes root(Guard guard) {
    return new Routes()
        .guard(guard)
        .get("/", this::root)
        .post("/", legacy::create)
        .get("/{task}", LegacyDialect.answering(legacy::detail))
        .get("/{task}/{step}/console", LegacyDialect.answering(legacy::console));
  }

  private void root(Exchange exchange) throws IOException, InterruptedException {
    if (exchange.header("Accept").filter(a -> a.contains("text/html")).isPresent()) {
      exchange.send(200, "text/html; charset=utf-8", PAGE.getBytes(StandardCharsets.UTF_8));
    } else {
      legacy.list(exchange);
    }
  }
}
