package io.parallelr.prunner;

import io.parallelr.engine.Threads;
import io.parallelr.job.JobEvent;
import io.parallelr.job.Retention;
import io.parallelr.serve.JobService;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import io.parallelr.template.GoDuration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes ended jobs that are not to be kept any longer: once a minute, and soon after the end of
/// a job. Jobs whose pipeline is no longer defined are kept for a while after that was noticed.
final class Sweeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  /// Many jobs may end at once.
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final String REMOVED = "prunner.removed/";

  private final LiveDefinitions definitions;
  private final JobService jobs;
  private final Optional<Duration> keepsRemoved;
  private final InstantSource clock;
  private final Semaphore ends = new Semaphore(0); // has a permit if a job has ended

  private Optional<Thread> thread = Optional.empty();
  private Optional<JobService.Subscription> subscription = Optional.empty();

  /// @param keepsRemoved how long the jobs of a pipeline are kept that is no longer defined; empty
  ///   for ever
  Sweeper(
      LiveDefinitions definitions,
      JobService jobs,
      Optional<Duration> keepsRemoved,
      InstantSource clock) {
    this.definitions = definitions;
    this.jobs = jobs;
    this.keepsRemoved = keepsRemoved;
    this.clock = clock;
  }

  /// Begins, on a thread of its own.
  void start() {
    subscription = Optional.of(jobs.subscribe(this::notice));
    thread = Optional.of(Threads.start("retention", this::loop));
  }

  private void notice(List<JobEvent> events) {
    if (events.stream().anyMatch(JobEvent.Ended.class::isInstance)) {
      ends.release();
    }
  }

  private void loop() {
    try {
      while (true) {
        sweep();
        Thread.sleep(SHORTEST_INTERVAL);
        boolean _ = ends.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        int _ = ends.drainPermits();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /// Deletes what has expired by now. A problem is logged: it may be over the next time.
  void sweep() {
    definitions.tidy();
    try {
      var now = clock.instant();
      for (var name : jobs.store().names(PipelineJobs.DIALECT)) {
        var pipeline = definitions.current().find(name);
        if (pipeline.isPresent()) {
          forget(name);
          delete(name, terms(pipeline.get().rules().retention()), now);
        } else if (hasLongBeenRemoved(name, now)) {
          delete(name, new Retention(0, Retention.FOR_EVER), now);
        }
      }
    } catch (IOException e) {
      log.warn("old jobs cannot be deleted: {}", Reason.withPath(e));
    }
  }

  private static Retention terms(PipelineRetention retention) {
    return new Retention(
        retention.count() == 0 ? Retention.ALL : retention.count(),
        retention.period().isZero() ? Retention.FOR_EVER : retention.period());
  }

  private void delete(String name, Retention terms, Instant now) throws IOException {
    if (terms.count() == Retention.ALL && terms.period().equals(Retention.FOR_EVER)) {
      return;
    }
    var expired = terms.expired(jobs.store().kept(PipelineJobs.DIALECT, name), now);
    if (expired.isEmpty()) {
      return;
    }
    expired.forEach(job -> log.debug("job {} of {}: {}", job.job(), name, reason(job, terms)));
    jobs.delete(expired.stream().map(Retention.Expired::job).toList());
    log.info("{} of {} deleted", Count.of(expired.size(), "old job"), name);
  }

  private static String reason(Retention.Expired job, Retention terms) {
    return switch (job.why()) {
      case PERIOD -> "Retention period of %s reached".formatted(GoDuration.text(terms.period()));
      case COUNT -> "Retention count of %d reached".formatted(terms.count());
    };
  }

  /// Notices when it is missing for the first time.
  private boolean hasLongBeenRemoved(String name, Instant now) throws IOException {
    if (keepsRemoved.isEmpty()) {
      return false;
    }
    var since = jobs.store().setting(REMOVED + name).filter(text -> !text.isEmpty());
    if (since.isEmpty()) {
      jobs.store().set(REMOVED + name, now.toString());
      return false;
    }
    return Duration.between(Instant.parse(since.get()), now).compareTo(keepsRemoved.get()) > 0;
  }

  private void forget(String name) throws IOException {
    if (jobs.store().setting(REMOVED + name).filter(text -> !text.isEmpty()).isPresent()) {
      jobs.store().set(REMOVED + name, "");
    }
  }

  @Override
  public void close() {
    subscription.ifPresent(JobService.Subscription::close);
    thread.ifPresent(Thread::interrupt);
  }
}
