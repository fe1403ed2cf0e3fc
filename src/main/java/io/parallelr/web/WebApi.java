package io.parallelr.web;

import io.parallelr.http.ErrorAnswer;
import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.Router;
import io.parallelr.http.Routes;
import io.parallelr.http.Sse;
import io.parallelr.serve.JobService;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// The server's own interface: what is under `/api`, and what programs that watch the server
/// ask for.
public final class WebApi implements AutoCloseable {
  private static final String OPENAPI = "openapi.json";

  private final JobRoutes jobs;
  private final LogAnswers logs;
  private final EventHub events;
  private final Metrics metrics;
  private final Rates rates;
  private final Health health;
  private final JobService service;
  private final InstantSource clock;

  private WebApi(JobService jobs, InstantSource clock, Sse.Limits clients, String epoch) {
    this.logs = new LogAnswers(jobs, clients);
    this.jobs = new JobRoutes(jobs, logs, clock);
    this.events = EventHub.start(jobs, clients, epoch);
    this.metrics = Metrics.start(jobs, clock);
    this.rates = Rates.start(jobs, clock);
    this.health = new Health(jobs);
    this.service = jobs;
    this.clock = clock;
  }

  /// Begins to listen to what happens to the jobs.
  ///
  /// @param clients how many may follow events, and how many may follow what a step prints
  /// @param epoch a text that no other process of the server has, such as a random number
  public static WebApi start(
      JobService jobs,
      InstantSource clock,
      Sse.Limits clients,
      String epoch) {
    return new WebApi(jobs, clock, clients, epoch);
  }

  /// All routes, where they belong.
  ///
  /// @param guard who may use them, but for those that everybody may
  public List<Router.Mount> mounts(Guard guard) {
    return List.of(
        new Router.Mount("/api", api(guard)),
        new Router.Mount("/api", open()),
        new Router.Mount("", watching(guard)),
        new Router.Mount("", health()));
  }

  private Routes api(Guard guard) {
    return new Routes()
        .guard(guard, "/jobs", "/events", "/slots")
        .errors(ErrorAnswer.JSON)
        .get("/jobs", jobs::list)
        .get("/jobs/{id}", jobs::show)
        .post("/jobs/{id}/cancel", jobs::cancel)
        .post("/jobs/{id}/hold", jobs::hold)
        .post("/jobs/{id}/resume", jobs::resume)
        .post("/jobs/{id}/steps/{step}/kill", jobs::killStep)
        .post("/jobs/{id}/steps/{step}/hold", jobs::holdStep)
        .post("/jobs/{id}/steps/{step}/resume", jobs::resumeStep)
        .get("/jobs/{id}/steps/{step}/log", jobs::log)
        .post("/slots", jobs::resize)
        .get("/events", events::follow);
  }

  /// The route of what the server does now, to be mounted below `/api`.
  ///
  /// @param guard who may use it
  public Routes overview(Guard guard, Overview.Beside beside) {
    var overview = new Overview(service, rates, metrics::running, beside, clock);
    return new Routes().guard(guard, "/overview")
        .errors(ErrorAnswer.JSON)
        .get("/overview", overview::show);
  }

  private static Routes open() {
    return new Routes().get('/' + OPENAPI, WebApi::description);
  }

  private static void description(Exchange exchange) throws IOException {
    try (var in = Objects.requireNonNull(WebApi.class.getResourceAsStream(OPENAPI))) {
      exchange.send(200, "application/json", in.readAllBytes());
    }
  }

  private Routes watching(Guard guard) {
    return new Routes().guard(guard).get("/metrics", metrics::send);
  }

  private Routes health() {
    return new Routes().get("/healthz", health::send);
  }

  /// Adds numbers of another interface to those at `/metrics`.
  ///
  /// @param label by which they differ
  public void gauge(
      String name,
      String help,
      String label,
      Supplier<Map<String, Integer>> numbers) {
    metrics.gauge(name, help, label, numbers);
  }

  /// What answers with what steps print, for other interfaces.
  public LogAnswers logs() {
    return logs;
  }

  /// Ends what follows events.
  @Override
  public void close() {
    events.close();
    rates.close();
    metrics.close();
  }
}
