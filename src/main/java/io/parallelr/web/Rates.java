package io.parallelr.web;

import io.parallelr.job.JobEvent;
import io.parallelr.job.JobState;
import io.parallelr.serve.JobService;
import io.parallelr.store.JobFilter;
import io.parallelr.store.JobRow;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many jobs ended in each minute of the last hour. For any threads.
final class Rates implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Rates.class);
  /// As many of the newest jobs are read at the start.
  private static final int MOST_BEFORE = 5_000;
  /// As many of the newest jobs are read for some pipelines.
  private static final int MOST_OF_SOME = 1_000;

  private final JobService jobs;
  private final InstantSource clock;
  private final Instant start;
  private final EndedMinutes minutes = new EndedMinutes();
  private final JobService.Subscription subscription;

  private Rates(JobService jobs, InstantSource clock) {
    this.jobs = jobs;
    this.clock = clock;
    start = clock.instant();
    subscription = jobs.subscribe(events -> events.forEach(this::count));
  }

  /// Begins to count, with what ended in the hour before.
  static Rates start(JobService jobs, InstantSource clock) {
    var rates = new Rates(jobs, clock);
    rates.fill();
    return rates;
  }

  private void fill() {
    try {
      for (var job : ended(Set.of(), MOST_BEFORE)) {
        if (job.ended().filter(at -> at.isBefore(start)).isPresent()) {
          minutes.count(job); // else it is counted by its event
        }
      }
    } catch (IOException e) {
      log.warn("what ended in the last hour cannot be read: {}", Reason.withPath(e));
    }
  }

  /// The newest that ended in the last hour.
  private List<JobRow> ended(Set<String> pipelines, int most) throws IOException {
    var since = clock.instant().minus(EndedMinutes.SPAN);
    var filter = new JobFilter(
        Optional.empty(),
        pipelines,
        Set.of(JobState.ENDED),
        Set.of(),
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty(),
        Long.MAX_VALUE,
        most);
    return jobs.store()
        .list(filter)
        .stream()
        .filter(job -> job.ended().filter(at -> at.isAfter(since)).isPresent())
        .toList();
  }

  /// When it began to count.
  Instant start() {
    return start;
  }

  /// Called under the lock of the engine, so it is quick.
  private void count(JobEvent event) {
    if (event instanceof JobEvent.Ended ended && !ended.at().isBefore(start)) {
      minutes.count(ended.at(), ended.verdict());
    }
  }

  /// The last hour, the oldest minute first, and the one that is not over last.
  List<EndedMinutes.Minute> last() {
    return minutes.last(clock.instant());
  }

  /// The same, of the newest jobs of some pipelines alone.
  List<EndedMinutes.Minute> last(Set<String> pipelines) throws IOException {
    var some = new EndedMinutes();
    if (!pipelines.isEmpty()) {
      ended(pipelines, MOST_OF_SOME).forEach(some::count);
    }
    return some.last(clock.instant());
  }

  @Override
  public void close() {
    subscription.close();
  }
}
