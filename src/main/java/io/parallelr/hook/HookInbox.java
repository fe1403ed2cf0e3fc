package io.parallelr.hook;

import io.parallelr.job.JobEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Events that have just happened, in memory: whoever adds them never waits. If there are too many,
/// the newest are dropped. May be used by any thread.
final class HookInbox {
  private static final int BACKLOG = 100;
  private static final Duration BETWEEN_REPORTS = Duration.ofMinutes(1);

  private final int most;
  private final InstantSource clock;
  private final LongConsumer report;
  private final Deque<Arrived> events = new ArrayDeque<>();
  private boolean isClosed;
  private long dropped;
  private Instant reported = Instant.MIN;

  /// An event.
  ///
  /// @param at when it came
  record Arrived(JobEvent event, Instant at) {}

  /// @param most how many may wait
  /// @param report is told how many were dropped, at most once a minute, by the thread that
  ///   takes events
  HookInbox(int most, InstantSource clock, LongConsumer report) {
    this.most = most;
    this.clock = clock;
    this.report = report;
  }

  /// Adds as many as there is room for. Returns at once.
  synchronized void add(List<JobEvent> more) {
    var now = clock.instant();
    for (var event : more) {
      if (isClosed || events.size() >= most) {
        dropped++;
      } else {
        events.add(new Arrived(event, now));
      }
    }
    notifyAll();
  }

  /// Waits for the oldest event and takes it.
  ///
  /// @return empty if this is closed and all are taken
  Optional<Arrived> take() throws InterruptedException {
    while (true) {
      long unreported = unreported();
      if (unreported > 0) {
        report.accept(unreported); // without the lock: it may take its time
      }
      synchronized (this) {
        if (!events.isEmpty() || (isClosed && dropped == 0)) {
          return Optional.ofNullable(events.poll());
        }
        if (!isClosed) {
          wait(dropped == 0 ? 0 : BETWEEN_REPORTS.toMillis());
        }
      }
    }
  }

  /// How many dropped events are to be reported now.
  private synchronized long unreported() {
    var now = clock.instant();
    boolean isLast = isClosed && events.isEmpty();
    if (dropped == 0 || (!isLast && now.isBefore(reported.plus(BETWEEN_REPORTS)))) {
      return 0;
    }
    long count = dropped;
    dropped = 0;
    reported = now;
    return count;
  }

  /// Whether there is no time to wait for the disk with each event that is taken: to drop some is
  /// then likelier than a loss of power.
  synchronized boolean isHurried() {
    return isClosed || events.size() > BACKLOG;
  }

  /// How many wait.
  synchronized int size() {
    return events.size();
  }

  /// Takes no more; what there is can still be taken.
  synchronized void close() {
    isClosed = true;
    notifyAll();
  }
}
