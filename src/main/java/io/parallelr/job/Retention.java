package io.parallelr.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How long ended jobs are kept. Pure.
///
/// @param count how many of the newest jobs are kept; [#ALL] for all
/// @param period since its creation after which a job is deleted; [#FOR_EVER] for never
public record Retention(int count, Duration period) {
  /// All jobs, however many.
  public static final int ALL = Integer.MAX_VALUE;
  /// Longer than a machine runs.
  public static final Duration FOR_EVER = Duration.ofDays(36_500);

  public Retention {
    if (count < 0 || period.isNegative()) {
      throw new IllegalArgumentException("retention: %d, %s".formatted(count, period));
    }
  }

  /// A job, live or ended.
  public record Kept(String job, Instant created, boolean isEnded) {}

  /// A job that is to be deleted.
  public record Expired(String job, Why why) {}

  /// Why a job is deleted.
  public enum Why {
    /// It is too old.
    PERIOD,
    /// There are enough newer ones.
    COUNT
  }

  /// Which ended jobs are to be deleted, the newest first. Live ones count, and stay.
  ///
  /// @param jobs those that are kept together, such as all of a lane, in any order; of two from the
  ///   same time, the later in the list is the newer
  public List<Expired> expired(List<Kept> jobs, Instant now) {
    var newestFirst = jobs.reversed()
        .stream()
        .sorted(Comparator.comparing(Kept::created).reversed())
        .toList();
    var expired = new ArrayList<Expired>();
    for (int i = 0; i < newestFirst.size(); i++) {
      var job = newestFirst.get(i);
      if (job.isEnded() && Duration.between(job.created(), now).compareTo(period) > 0) {
        expired.add(new Expired(job.job(), Why.PERIOD));
      } else if (job.isEnded() && i >= count) {
        expired.add(new Expired(job.job(), Why.COUNT));
      }
    }
    return List.copyOf(expired);
  }
}
