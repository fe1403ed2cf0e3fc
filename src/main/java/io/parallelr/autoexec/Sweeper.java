package io.parallelr.autoexec;

import io.parallelr.engine.Threads;
import io.parallelr.job.JobState;
import io.parallelr.store.JobFilter;
import io.parallelr.store.JobRow;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes tasks that are not to be kept any longer, and uploads that nobody completes.
final class Sweeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final int AT_ONCE = 1_000;

  private final Tasks tasks;
  private final Uploads uploads;
  private final Optional<Duration> keeps;
  private final InstantSource clock;
  private Optional<Thread> thread = Optional.empty();

  /// @param keeps how long tasks are kept after their end; empty for ever
  Sweeper(Tasks tasks, Uploads uploads, Optional<Duration> keeps, InstantSource clock) {
    this.tasks = tasks;
    this.uploads = uploads;
    this.keeps = keeps;
    this.clock = clock;
  }

  /// Begins, on a thread of its own.
  void start() {
    thread = Optional.of(Threads.start("task-retention", this::loop));
  }

  private void loop() {
    var pause = keeps.map(time -> time.dividedBy(2))
        .filter(time -> time.compareTo(LONGEST_PAUSE) < 0)
        .orElse(LONGEST_PAUSE);
    try {
      while (true) {
        sweep();
        Thread.sleep(pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /// Deletes what has expired by now. A problem is logged: it may be over the next time.
  void sweep() throws InterruptedException {
    try {
      uploads.sweep();
      if (keeps.isPresent()) {
        delete(keeps.get());
      }
    } catch (IOException e) {
      log.warn("old tasks cannot be deleted: {}", Reason.withPath(e));
    }
  }

  private void delete(Duration kept) throws IOException, InterruptedException {
    var limit = clock.instant().minus(kept);
    var all = JobFilter.ALL;
    long before = all.before();
    while (true) {
      var found = tasks.jobs()
          .store()
          .list(
              new JobFilter(
                  Optional.of(Tasks.DIALECT), all.names(), Set.of(JobState.ENDED),
                  all.verdicts(), all.user(), all.text(), all.since(), Optional.of(limit), before,
                  AT_ONCE));
      for (var job : found) {
        before = job.seq();
        if (job.ended().filter(end -> end.isBefore(limit)).isPresent()) {
          delete(job);
        }
      }
      if (found.size() < AT_ONCE) {
        return;
      }
    }
  }

  /// A problem with one is not in the way of the others.
  private void delete(JobRow job) throws InterruptedException {
    try {
      var now = tasks.stored().row(job.head().name());
      if (now.isPresent() && now.get().id().equals(job.id())) {
        tasks.delete(job.head().name());
      }
    } catch (IOException e) {
      log.warn("task {} cannot be deleted: {}", job.head().name(), Reason.withPath(e));
    } catch (RefusedException e) {
      log.debug("{}: {}", job.head().name(), e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.ifPresent(Thread::interrupt);
  }
}
