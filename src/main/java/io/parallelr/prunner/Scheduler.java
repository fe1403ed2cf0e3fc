package io.parallelr.prunner;

import io.parallelr.engine.Threads;
import io.parallelr.schedule.CronTimes;
import io.parallelr.serve.KeptData;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the jobs of schedules at their times. Times that pass unnoticed, as the machine sleeps or
/// no server runs, lead to one job at most, and only within the window of the schedule.
final class Scheduler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);
  /// How late any job may be started while the server runs.
  private static final Duration TOLERANCE = Duration.ofMinutes(1);
  /// Longer than what a clock is set back by at the end of summer.
  private static final Duration TWICE = Duration.ofHours(3);
  /// The clock may be set meanwhile.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Supplier<Definitions> definitions;
  private final Effects effects;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Map<Key, Known> known = new HashMap<>(); // used by one thread
  private final Semaphore changes = new Semaphore(0);

  private Optional<Thread> thread = Optional.empty();

  /// What it does, and what it remembers.
  interface Effects {
    /// Starts a job.
    ///
    /// @return its id; empty if it was not accepted
    Optional<String> start(Pipeline pipeline, Schedule schedule);

    /// Whether a job has not ended.
    boolean isLive(String job);

    void cancel(String job);

    /// What was remembered.
    Optional<String> remembered(String key);

    /// Remembers something after the end of this process.
    void remember(String key, String value);
  }

  private record Key(String pipeline, String cron, ZoneId zone) {
    String text() {
      return KeptData.SCHEDULES + "%s/%s/%s".formatted(pipeline, zone, cron);
    }
  }

  /// @param since up to which all times have been dealt with
  /// @param job the last one; empty if there was none
  private record Known(CronTimes times, Instant since, String job) {
    String text() {
      return since + " " + job;
    }
  }

  /// @param zone of schedules that name none
  Scheduler(
      Supplier<Definitions> definitions,
      Effects effects,
      InstantSource clock,
      ZoneId zone) {
    this.definitions = definitions;
    this.effects = effects;
    this.clock = clock;
    this.zone = zone;
  }

  /// Begins, on a thread of its own.
  void start() {
    thread = Optional.of(Threads.start("schedules", this::loop));
  }

  /// The definitions may have changed.
  void wake() {
    changes.release();
  }

  private void loop() {
    try {
      while (true) {
        var next = look(clock.instant());
        var wait = next.map(time -> Duration.between(clock.instant(), time))
            .filter(left -> left.compareTo(LONGEST_WAIT) < 0)
            .orElse(LONGEST_WAIT);
        boolean _ = changes.tryAcquire(Math.max(1, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
        int _ = changes.drainPermits();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /// Starts what is due.
  ///
  /// @return when to look again
  Optional<Instant> look(Instant now) {
    var defined = new HashSet<Key>();
    for (var pipeline : definitions.get().all()) {
      for (var schedule : pipeline.schedules()) {
        var key = new Key(pipeline.name(), schedule.cron(), schedule.zone().orElse(zone));
        if (defined.add(key)) {
          look(pipeline, schedule, key, now);
        }
      }
    }
    known.keySet().retainAll(defined);
    return known.values()
        .stream()
        .flatMap(one -> one.times().next(now).stream())
        .min(Comparator.naturalOrder());
  }

  private void look(Pipeline pipeline, Schedule schedule, Key key, Instant now) {
    var state = known.computeIfAbsent(key, _ -> first(key, schedule, now));
    var window = schedule.catchUp().compareTo(TOLERANCE) > 0 ? schedule.catchUp() : TOLERANCE;
    // begins early enough to know the first of two hours that the clock shows twice
    var begin = later(state.since(), now.minus(window).minus(TWICE));
    var due = lastBetween(state.times(), begin, now)
        .filter(time -> !time.isBefore(now.minus(window)));
    if (due.isPresent()) {
      var job = run(pipeline, schedule, state.job());
      var next = new Known(state.times(), now, job);
      known.put(key, next);
      effects.remember(key.text(), next.text());
    }
  }

  /// Takes up what an earlier server has remembered.
  private Known first(Key key, Schedule schedule, Instant now) {
    var times = CronTimes.of(key.cron(), key.zone());
    var remembered = effects.remembered(key.text());
    if (remembered.isEmpty()) {
      var first = new Known(times, now, "");
      effects.remember(key.text(), first.text());
      return first;
    }
    var words = remembered.get().split(" ", 2);
    return new Known(
        times,
        later(Instant.parse(words[0]), now.minus(schedule.catchUp())),
        words[1]);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Optional<Instant> lastBetween(CronTimes times, Instant after, Instant until) {
    Optional<Instant> last = Optional.empty();
    var next = times.next(after);
    while (next.isPresent() && !next.get().isAfter(until)) {
      last = next;
      next = times.next(next.get());
    }
    return last;
  }

  /// @param earlier the job before; empty if there was none
  /// @return the last job now
  private String run(Pipeline pipeline, Schedule schedule, String earlier) {
    if (!earlier.isEmpty() && effects.isLive(earlier)) {
      switch (schedule.overlap()) {
        case QUEUE -> {
          // as any other job
        }
        case SKIP -> {
          log.info(
              "schedule \"{}\" of {} is skipped, as job {} has not ended",
              schedule.cron(),
              pipeline.name(),
              earlier);
          return earlier;
        }
        case CANCEL -> effects.cancel(earlier);
      }
    }
    return effects.start(pipeline, schedule).orElse(earlier);
  }

  @Override
  public void close() {
    thread.ifPresent(Thread::interrupt);
  }
}
