package io.parallelr.job;

import java.util.Optional;

/// What happens to a job that cannot start at once. Pure.
public sealed interface Admission {
  /// As many jobs as come.
  int UNLIMITED = Integer.MAX_VALUE;

  /// It waits behind the others, and is refused if there are too many.
  ///
  /// @param limit how many jobs wait at most; 0 for none
  record Append(int limit) implements Admission {
    public Append {
      requireAtLeast(0, limit);
    }
  }

  /// It waits behind the others, and takes the place of the last if there are too many.
  ///
  /// @param limit how many jobs wait at most; at least 1
  record Replace(int limit) implements Admission {
    public Replace {
      requireAtLeast(1, limit);
    }
  }

  /// It waits behind all others, and the last one of its partition is cancelled if there are too
  /// many of them.
  ///
  /// @param limit how many jobs of a partition wait at most; at least 1
  record PartitionedReplace(int limit) implements Admission {
    public PartitionedReplace {
      requireAtLeast(1, limit);
    }
  }

  /// What a lane holds, as far as it matters to a job.
  ///
  /// @param free how many places for running jobs are free
  /// @param all those that wait
  /// @param partition those that wait in the job's partition
  record Load(int free, Waiting all, Waiting partition) {}

  /// Jobs that wait.
  ///
  /// @param last the id of the last of them; empty if there are none
  record Waiting(int count, Optional<String> last) {
    /// Nobody waits.
    public static final Waiting NONE = new Waiting(0, Optional.empty());
  }

  /// What is to be done with a job.
  sealed interface Decision {
    /// It starts.
    record Start() implements Decision {}

    /// It waits.
    record Wait() implements Decision {}

    /// It waits, and another that does is cancelled.
    ///
    /// @param victim the id of that
    record Replace(String victim) implements Decision {}

    /// It is not taken.
    ///
    /// @param text why
    record Refuse(String text) implements Decision {}
  }

  /// Decides on a job; a free place comes before all limits of the queue.
  ///
  /// @param mayStart whether the job could start at once, if there were a free place: it is
  ///   not delayed
  default Decision decide(Load load, boolean mayStart) {
    if (mayStart && load.free() > 0) {
      return new Decision.Start();
    }
    return switch (this) {
      case Append(var limit) when limit == 0 -> new Decision.Refuse(
          "concurrency exceeded and queueing disabled");
      case Append(var limit) when load.all().count() >= limit -> new Decision.Refuse(
          "concurrency exceeded and queue limit reached");
      case Append _ -> new Decision.Wait();
      case Replace(var limit) -> waitOrReplace(load.all(), limit);
      case PartitionedReplace(var limit) -> waitOrReplace(load.partition(), limit);
    };
  }

  private static Decision waitOrReplace(Waiting waiting, int limit) {
    return waiting.count() < limit
        ? new Decision.Wait()
        : new Decision.Replace(waiting.last().orElseThrow());
  }

  private static void requireAtLeast(int least, int limit) {
    if (limit < least) {
      throw new IllegalArgumentException("queue limit %d is less than %d".formatted(limit, least));
    }
  }
}
