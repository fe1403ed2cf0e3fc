package io.parallelr.job;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The lanes of a plan, by their names.
final class Lanes {
  private final Map<String, LaneQueue> queues = new LinkedHashMap<>();

  /// Adds a lane, or changes the one of that name.
  LaneQueue put(Lane lane) {
    var queue = queues.computeIfAbsent(lane.name(), _ -> new LaneQueue(lane));
    queue.become(lane);
    return queue;
  }

  /// Takes away a lane that has no jobs.
  ///
  /// @return whether it is gone
  boolean remove(String lane) {
    var queue = queues.get(lane);
    boolean isEmpty = queue != null && queue.running() == 0 && queue.countWaiting() == 0;
    return isEmpty && queues.remove(lane, queue);
  }

  Optional<LaneQueue> find(String lane) {
    return Optional.ofNullable(queues.get(lane));
  }

  /// The lane of a job.
  ///
  /// @throws IllegalArgumentException if there is none
  LaneQueue of(JobSpec job) {
    return find(job.lane()).orElseThrow(
        () -> new IllegalArgumentException("there is no lane %s".formatted(job.lane())));
  }

  Collection<LaneQueue> all() {
    return queues.values();
  }
}
