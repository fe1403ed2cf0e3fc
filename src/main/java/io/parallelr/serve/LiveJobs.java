package io.parallelr.serve;

import io.parallelr.job.JobSpec;
import io.parallelr.job.StepSpec;
import io.parallelr.store.JobHead;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What the jobs that have not ended are to run. For any threads.
final class LiveJobs {
  private final Map<String, LiveJob> jobs = new ConcurrentHashMap<>();

  /// A job that has not ended.
  record LiveJob(JobHead head, JobSpec spec) {
    /// The step of a name, or the handler.
    ///
    /// @throws NoSuchElementException if there is none
    StepSpec step(String name) {
      return Stream.concat(spec.steps().stream(), spec.handler().stream())
          .filter(step -> step.name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    /// The names of all its steps.
    List<String> steps() {
      return Stream.concat(spec.steps().stream(), spec.handler().stream())
          .map(StepSpec::name)
          .toList();
    }
  }

  void add(String id, JobHead head, JobSpec spec) {
    jobs.put(id, new LiveJob(head, spec));
  }

  Optional<LiveJob> remove(String id) {
    return Optional.ofNullable(jobs.remove(id));
  }

  Optional<LiveJob> find(String id) {
    return Optional.ofNullable(jobs.get(id));
  }

  boolean has(String id) {
    return jobs.containsKey(id);
  }
}
