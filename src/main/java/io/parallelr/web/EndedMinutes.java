package io.parallelr.web;

import io.parallelr.job.Verdict;
import io.parallelr.store.JobRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// How many jobs ended in each minute of an hour. For any threads.
final class EndedMinutes {
  /// How far back it counts.
  static final Duration SPAN = Duration.ofHours(1);
  private static final int MINUTES = 60;

  private final Minute[] minutes = new Minute[MINUTES]; // each in place of one an hour before

  /// How many jobs ended in a minute.
  ///
  /// @param at its begin
  /// @param failed of these, without success and not cancelled
  record Minute(Instant at, int ended, int failed) {}

  /// Counts a job if it has ended.
  void count(JobRow job) {
    if (job.ended().isPresent() && job.verdict().isPresent()) {
      count(job.ended().get(), job.verdict().get());
    }
  }

  /// Counts a job, unless it ended so long before others that its minute is forgotten.
  synchronized void count(Instant at, Verdict verdict) {
    var minute = at.truncatedTo(ChronoUnit.MINUTES);
    var kept = minutes[place(minute)];
    if (kept != null && kept.at().isAfter(minute)) {
      return;
    }
    boolean isFailure =
        !(verdict instanceof Verdict.Succeeded) && !(verdict instanceof Verdict.Canceled);
    var before = of(minute);
    minutes[place(minute)] =
        new Minute(minute, before.ended() + 1, before.failed() + (isFailure ? 1 : 0));
  }

  private static int place(Instant minute) {
    return (int) Math.floorMod(minute.getEpochSecond() / 60, (long) MINUTES);
  }

  private Minute of(Instant minute) {
    var kept = minutes[place(minute)];
    return kept != null && kept.at().equals(minute) ? kept : new Minute(minute, 0, 0);
  }

  /// The last hour, the oldest first, and the minute that is not over last.
  synchronized List<Minute> last(Instant now) {
    var current = now.truncatedTo(ChronoUnit.MINUTES);
    var last = new ArrayList<Minute>();
    for (int i = MINUTES - 1; i >= 0; i--) {
      last.add(of(current.minus(Duration.ofMinutes(i))));
    }
    return last;
  }
}
