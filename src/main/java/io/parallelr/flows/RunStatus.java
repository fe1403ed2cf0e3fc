package io.parallelr.flows;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How a run goes, or has gone. Immutable.
///
/// @param id of the run
/// @param flow the name of its flow
/// @param state where it stands
/// @param message why it has not succeeded or, while it runs, what keeps it from going on: its flow
///   is not defined, the machine lacks something, or the engine has failed. A sentence without its
///   full stop; empty otherwise
/// @param parameters their values by their names, with the default values
/// @param created when it was accepted
/// @param started when it began; empty if it waits
/// @param ended empty if it has not
/// @param steps in the order in which they were defined
public record RunStatus(
    String id,
    String flow,
    State state,
    String message,
    Map<String, String> parameters,
    Instant created,
    Optional<Instant> started,
    Optional<Instant> ended,
    List<StepStatus> steps) {

  /// Where it stands.
  public enum State {
    /// Until it may start.
    WAITING,
    /// Its steps run.
    RUNNING,
    /// All its steps have succeeded.
    SUCCEEDED,
    /// A step has failed.
    FAILED,
    /// Somebody has cancelled it.
    CANCELLED,
    /// Its time was over.
    TIMED_OUT
  }

  public RunStatus {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(flow, "flow");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(ended, "ended");
    Objects.requireNonNull(steps, "steps");
    parameters = Map.copyOf(parameters);
    steps = List.copyOf(steps);
  }

  /// The same with another message.
  public RunStatus because(String newMessage) {
    Objects.requireNonNull(newMessage, "newMessage");
    return new RunStatus(id, flow, state, newMessage, parameters, created, started, ended, steps);
  }

  /// Whether nothing more happens to it.
  public boolean hasEnded() {
    return ended.isPresent();
  }

  /// Whether all has succeeded.
  public boolean succeeded() {
    return state == State.SUCCEEDED;
  }

  /// A step by its name.
  ///
  /// @throws IllegalArgumentException if there is none
  public StepStatus step(String name) {
    Objects.requireNonNull(name, "name");
    return steps.stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no step %s".formatted(name)));
  }
}
