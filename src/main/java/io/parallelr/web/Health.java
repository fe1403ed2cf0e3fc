package io.parallelr.web;

import io.parallelr.http.Exchange;
import io.parallelr.json.JsonText;
import io.parallelr.serve.JobService;
import io.parallelr.store.StoreException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/// Says whether the server can do its work. Whoever asks needs no token, so it says little.
final class Health {
  private final JobService jobs;

  Health(JobService jobs) {
    this.jobs = jobs;
  }

  void send(Exchange exchange) throws IOException {
    var problem = problem();
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendJson(problem.isEmpty() ? 200 : 503, json -> {
      json.writeStringProperty("status", problem.isEmpty() ? "ok" : "failed");
      JsonText.optional(json, "problem", problem);
    });
  }

  private Optional<String> problem() {
    if (jobs.problem().isPresent()) {
      return Optional.of("the jobs cannot be written");
    }
    try {
      var _ = jobs.store().setting("health");
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(
          "the jobs cannot be read: " + e.kind().name().toLowerCase(Locale.ROOT));
    }
  }
}
