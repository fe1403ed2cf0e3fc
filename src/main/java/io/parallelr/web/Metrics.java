package io.parallelr.web;

import io.parallelr.http.Exchange;
import io.parallelr.http.Rights;
import io.parallelr.job.JobEvent;
import io.parallelr.job.StepId;
import io.parallelr.serve.EndWords;
import io.parallelr.serve.JobService;
import io.parallelr.store.StoreException;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Numbers for Prometheus.
final class Metrics implements AutoCloseable {
  private static final String LANE = "lane";
  private static final double[] SECONDS = {0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400};

  private final JobService jobs;
  private final InstantSource clock;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<StepId, Instant> running = new ConcurrentHashMap<>();
  private final Counter submitted;
  private final Counter ended;
  private final Histogram durations;
  private final JobService.Subscription subscription;

  private Metrics(JobService jobs, InstantSource clock) {
    this.jobs = jobs;
    this.clock = clock;
    submitted = Counter.builder()
        .name("parallelr_jobs_submitted_total")
        .help("Jobs that were accepted since the start of the server.")
        .register(registry);
    ended = Counter.builder()
        .name("parallelr_jobs_ended_total")
        .help("Jobs that have ended since the start of the server.")
        .labelNames("verdict")
        .register(registry);
    durations = Histogram.builder()
        .name("parallelr_step_duration_seconds")
        .help("How long attempts at steps ran, by the state in which they ended.")
        .unit(Unit.SECONDS)
        .labelNames("state")
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .register(registry);
    gauges();
    JvmMetrics.builder().register(registry);
    subscription = jobs.subscribe(events -> events.forEach(this::count));
  }

  /// Begins to count.
  static Metrics start(JobService jobs, InstantSource clock) {
    return new Metrics(jobs, clock);
  }

  private void gauges() {
    GaugeWithCallback.builder()
        .name("parallelr_jobs")
        .help("Jobs that are stored.")
        .labelNames("state")
        .callback(
            callback -> storedJobs()
                .forEach((state, count) -> callback.call(count.doubleValue(), state)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("parallelr_lane_running")
        .help("Jobs of a lane that run.")
        .labelNames(LANE)
        .callback(
            callback -> jobs.counts()
                .forEach((lane, count) -> callback.call(count.running(), lane)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("parallelr_lane_waiting")
        .help("Jobs of a lane that wait.")
        .labelNames(LANE)
        .callback(
            callback -> jobs.counts()
                .forEach((lane, count) -> callback.call(count.waiting(), lane)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("parallelr_slots")
        .help("How many processes run at once at most.")
        .callback(callback -> callback.call(jobs.slots()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("parallelr_steps_running")
        .help("Steps that run, of those that have begun since the start of the server.")
        .callback(callback -> callback.call(running.size()))
        .register(registry);
  }

  /// How many steps run.
  int running() {
    return running.size();
  }

  /// Adds numbers of another interface.
  ///
  /// @param label by which they differ
  void gauge(String name, String help, String label, Supplier<Map<String, Integer>> numbers) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback -> numbers.get().forEach((value, count) -> callback.call(count, value)))
        .register(registry);
  }

  private Map<String, Long> storedJobs() {
    try {
      var counts = new TreeMap<String, Long>();
      jobs.store()
          .counts()
          .forEach((state, count) -> counts.put(state.name().toLowerCase(Locale.ROOT), count));
      return counts;
    } catch (StoreException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Called under the lock of the engine, so it is quick.
  private void count(JobEvent event) {
    switch (event) {
      case JobEvent.Submitted _ -> submitted.inc();
      case JobEvent.Ended e -> ended.labelValues(EndWords.word(e.verdict())).inc();
      case JobEvent.StepStarted e -> running.put(new StepId(e.job(), e.step()), clock.instant());
      case JobEvent.StepAdopted e -> running.put(new StepId(e.job(), e.step()), clock.instant());
      case JobEvent.StepRetried e -> observe(e.job(), e.step(), "retried");
      case JobEvent.StepEnded e -> observe(e.job(), e.step(), EndWords.word(e.end().state()));
      default -> {
        // changes no number
      }
    }
  }

  /// Steps that never ran are not observed.
  private void observe(String job, String step, String state) {
    Optional.ofNullable(running.remove(new StepId(job, step)))
        .map(start -> Duration.between(start, clock.instant()))
        .ifPresent(time -> durations.labelValues(state).observe(time.toNanos() / 1e9));
  }

  void send(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    var text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create()
        .write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    exchange.send(200, PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
  }

  @Override
  public void close() {
    subscription.close();
  }
}
