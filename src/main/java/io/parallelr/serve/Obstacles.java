package io.parallelr.serve;

import io.parallelr.engine.Situation;
import io.parallelr.job.JobState;
import io.parallelr.job.StepId;
import io.parallelr.job.StepState;
import io.parallelr.store.JobRow;
import io.parallelr.store.StepRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What keeps steps from starting at one moment that is nobody's wish: what the machine lacks.
///
/// @param refused why steps could not be started that are tried again, as sentences without their
///   full stops
/// @param ofAll why nothing is started at all; the same
public record Obstacles(Map<StepId, String> refused, Optional<String> ofAll) {
  public Obstacles {
    refused = Map.copyOf(refused);
  }

  /// @param problem of the store
  static Obstacles of(Situation situation, Optional<String> problem) {
    var refused = new HashMap<StepId, String>();
    for (var task : situation.refused()) {
      refused.put(StepId.of(task.task()), task.reason());
    }
    return new Obstacles(refused, problem.or(situation::shortage));
  }

  /// Why a step of a job has not been started yet; empty if nothing keeps it from that, or it
  /// has been.
  public Optional<String> ofStep(JobRow job, StepRow step) {
    var reason = switch (step.state()) {
      case RUNNING -> Optional.ofNullable(refused.get(new StepId(job.id(), step.name())));
      case READY -> ofAll;
      default -> Optional.<String>empty();
    };
    return reason.map("cannot be started yet: %s; it is tried again"::formatted);
  }

  /// Why the first of its steps that waits for that has not been started yet.
  public Optional<String> ofJob(JobRow job) {
    if (job.state() == JobState.ENDED || (refused.isEmpty() && ofAll.isEmpty())) {
      return Optional.empty();
    }
    return job.steps()
        .stream()
        .filter(step -> step.state() == StepState.RUNNING || step.state() == StepState.READY)
        .flatMap(step -> ofStep(job, step).map(("step " + step.name() + " ")::concat).stream())
        .findFirst();
  }
}
