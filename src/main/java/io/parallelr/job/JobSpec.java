package io.parallelr.job;

import java.util.List;
import java.util.Optional;

/// A job, as it was submitted: where it waits, and what it runs.
///
/// @param lane the name of the lane it waits in
/// @param partition the part of the lane's queue that it belongs to, where the lane has such; empty
///   for the one without a name
/// @param steps in the order in which they are listed; they run as soon as their dependencies allow
/// @param handler a step that runs when the job has failed; it depends on nothing
public record JobSpec(
    String lane,
    String partition,
    List<StepSpec> steps,
    Optional<StepSpec> handler,
    JobTerms terms) {

  /// @throws IllegalArgumentException if the steps cannot be run: the message is for the user
  public JobSpec {
    steps = List.copyOf(steps);
    var _ = StepGraph.of(steps); // checks them
    if (handler.isPresent()) {
      checkHandler(handler.get(), steps);
    }
  }

  /// A job with default terms.
  public static JobSpec of(String lane, List<StepSpec> steps) {
    return new JobSpec(lane, "", steps, Optional.empty(), JobTerms.DEFAULT);
  }

  private static void checkHandler(StepSpec handler, List<StepSpec> steps) {
    if (handler.name().isEmpty()) {
      throw new IllegalArgumentException("the handler has no name");
    }
    if (steps.stream().anyMatch(step -> step.name().equals(handler.name()))) {
      throw new IllegalArgumentException(
          "the handler and a step are both named %s".formatted(handler.name()));
    }
    if (!handler.dependsOn().isEmpty()) {
      throw new IllegalArgumentException(
          "the handler %s depends on %s, but it runs when all steps have ended"
              .formatted(handler.name(), String.join(", ", handler.dependsOn())));
    }
  }

  /// The same job in another lane or partition.
  public JobSpec in(String newLane, String newPartition) {
    return new JobSpec(newLane, newPartition, steps, handler, terms);
  }

  /// The same job on other terms.
  public JobSpec on(JobTerms newTerms) {
    return new JobSpec(lane, partition, steps, handler, newTerms);
  }

  /// The same job with a handler.
  public JobSpec handledBy(StepSpec newHandler) {
    return new JobSpec(lane, partition, steps, Optional.of(newHandler), terms);
  }
}
