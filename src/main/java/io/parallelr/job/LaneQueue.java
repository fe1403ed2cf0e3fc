package io.parallelr.job;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The jobs of a lane. Those that wait are in the order in which they came; those of them that
/// nothing but the lane keeps from starting are found without walking past the others.
final class LaneQueue {
  private Lane lane;
  private final NavigableMap<Long, Job> waiting = new TreeMap<>();
  private final Map<String, NavigableMap<Long, Job>> partitions = new HashMap<>();
  private final NavigableMap<Long, Job> eligible = new TreeMap<>();
  private int running;

  LaneQueue(Lane lane) {
    this.lane = lane;
  }

  Lane lane() {
    return lane;
  }

  void become(Lane newLane) {
    lane = newLane;
  }

  Admission.Load load(String partition) {
    return new Admission.Load(
        lane.concurrency() - running,
        waiting(waiting),
        waiting(partitions.getOrDefault(partition, new TreeMap<>())));
  }

  private static Admission.Waiting waiting(NavigableMap<Long, Job> jobs) {
    return jobs.isEmpty()
        ? Admission.Waiting.NONE
        : new Admission.Waiting(jobs.size(), Optional.of(jobs.lastEntry().getValue().id()));
  }

  /// Takes in a job that waits, or runs.
  void add(Job job) {
    if (job.state() == JobState.WAITING) {
      waiting.put(job.number(), job);
      partitions.computeIfAbsent(job.spec().partition(), _ -> new TreeMap<>())
          .put(job.number(), job);
      update(job);
    } else {
      running++;
    }
  }

  /// Takes note of whether a job that waits could start.
  void update(Job job) {
    if (job.isEligible()) {
      eligible.put(job.number(), job);
    } else {
      eligible.remove(job.number());
    }
  }

  /// Takes the next job that has a place.
  Optional<Job> start() {
    if (running >= lane.concurrency() || eligible.isEmpty()) {
      return Optional.empty();
    }
    var job = eligible.firstEntry().getValue();
    stopWaiting(job);
    running++;
    return Optional.of(job);
  }

  /// Takes out a job that has ended.
  void remove(Job job) {
    if (waiting.containsKey(job.number())) {
      stopWaiting(job);
    } else {
      running--;
    }
  }

  private void stopWaiting(Job job) {
    waiting.remove(job.number());
    eligible.remove(job.number());
    var partition = partitions.get(job.spec().partition());
    if (partition != null) {
      partition.remove(job.number());
      if (partition.isEmpty()) {
        partitions.remove(job.spec().partition());
      }
    }
  }

  int running() {
    return running;
  }

  int countWaiting() {
    return waiting.size();
  }

  int countEligible() {
    return eligible.size();
  }

  /// How many of those that wait, and could start, come before a job.
  int countBefore(Job job) {
    return eligible.headMap(job.number()).size();
  }

  boolean isWaiting(Job job) {
    return waiting.containsKey(job.number())
        && partitions.containsKey(job.spec().partition());
  }

  boolean isEligible(Job job) {
    return eligible.containsKey(job.number());
  }
}
