package io.parallelr.store;

import io.parallelr.job.JobSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Where the rows of a job are that has not ended.
final class LiveJob {
  private final long seq;
  private final JobSpec spec;
  private Optional<Map<String, Integer>> places = Optional.empty(); // once needed: many jobs wait

  LiveJob(long seq, JobSpec spec) {
    this.seq = seq;
    this.spec = spec;
  }

  long seq() {
    return seq;
  }

  JobSpec spec() {
    return spec;
  }

  /// The place of a step, or of the handler.
  Optional<Integer> place(String step) {
    if (places.isEmpty()) {
      var map = new HashMap<String, Integer>();
      spec.steps().forEach(s -> map.put(s.name(), map.size()));
      spec.handler().ifPresent(handler -> map.put(handler.name(), map.size()));
      places = Optional.of(map);
    }
    return Optional.ofNullable(places.get().get(step));
  }
}
