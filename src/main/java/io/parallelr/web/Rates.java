package io.parallelr.web;

import io.parallelr.job.JobEvent;
import io.parallelr.job.Verdict;
import io.parallelr.serve.JobService;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// How many jobs ended in each of the last minutes. For any threads.
final class Rates implements AutoCloseable {
  private static final int MINUTES = 60;

  private final InstantSource clock;
  private final Instant start;
  private final Minute[] minutes = new Minute[MINUTES]; // each in place of one an hour before
  private final JobService.Subscription subscription;

  /// How many jobs ended in a minute.
  ///
  /// @param at its begin
  /// @param failed of these, without success and not cancelled
  record Minute(Instant at, int ended, int failed) {}

  private Rates(JobService jobs, InstantSource clock) {
    this.clock = clock;
    this.start = clock.instant();
    subscription = jobs.subscribe(events -> events.forEach(this::count));
  }

  /// Begins to count.
  static Rates start(JobService jobs, InstantSource clock) {
    return new Rates(jobs, clock);
  }

  /// When it began to count.
  Instant start() {
    return start;
  }

  /// Called under the lock of the engine, so it is quick.
  private synchronized void count(JobEvent event) {
    if (event instanceof JobEvent.Ended ended) {
      var now = of(clock.instant().truncatedTo(ChronoUnit.MINUTES));
      boolean isFailure = !(ended.verdict() instanceof Verdict.Succeeded)
          && !(ended.verdict() instanceof Verdict.Canceled);
      minutes[place(now.at())] =
          new Minute(now.at(), now.ended() + 1, now.failed() + (isFailure ? 1 : 0));
    }
  }

  private static int place(Instant minute) {
    return (int) Math.floorMod(minute.getEpochSecond() / 60, (long) MINUTES);
  }

  private Minute of(Instant minute) {
    var kept = minutes[place(minute)];
    return kept != null && kept.at().equals(minute) ? kept : new Minute(minute, 0, 0);
  }

  /// The last hour, or since it began to count; the oldest first, and the one that is not
  /// over last.
  synchronized List<Minute> last() {
    var now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    var last = new ArrayList<Minute>();
    for (int i = MINUTES - 1; i >= 0; i--) {
      var minute = now.minus(Duration.ofMinutes(i));
      if (!minute.plus(Duration.ofMinutes(1)).isBefore(start)) {
        last.add(of(minute));
      }
    }
    return last;
  }

  @Override
  public void close() {
    subscription.close();
  }
}
