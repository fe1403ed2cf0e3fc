package io.parallelr.flows;

import java.time.Instant;
import java.util.Objects;

/// Something that has happened to a run.
///
/// Of one run, [RunStarted] comes first and [RunEnded] last.
public sealed interface FlowEvent {

  /// The id of the run.
  String run();

  /// The name of the flow.
  String flow();

  /// When it happened.
  Instant at();

  /// A run has begun.
  ///
  /// @param run its id
  /// @param flow its name
  /// @param at when it began
  record RunStarted(String run, String flow, Instant at) implements FlowEvent {
    public RunStarted {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(flow, "flow");
      Objects.requireNonNull(at, "at");
    }
  }

  /// An attempt at a step begins. One that an earlier process has begun is not reported again, even
  /// if it has to run from its beginning.
  ///
  /// @param run the id of its run
  /// @param flow its name
  /// @param step its name
  /// @param attempt from 1
  /// @param at when it began
  record StepStarted(String run, String flow, String step, int attempt, Instant at)
      implements
        FlowEvent {
    public StepStarted {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(flow, "flow");
      Objects.requireNonNull(step, "step");
      Objects.requireNonNull(at, "at");
    }
  }

  /// A step is over; it is not tried again.
  ///
  /// @param run the id of its run
  /// @param flow its name
  /// @param step its name
  /// @param state how it has ended
  /// @param at when it ended
  record StepEnded(String run, String flow, String step, StepStatus.State state, Instant at)
      implements
        FlowEvent {
    public StepEnded {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(flow, "flow");
      Objects.requireNonNull(step, "step");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(at, "at");
    }
  }

  /// A run is over.
  ///
  /// @param run its id
  /// @param flow its name
  /// @param state how it has ended
  /// @param at when it ended
  record RunEnded(String run, String flow, RunStatus.State state, Instant at)
      implements
        FlowEvent {
    public RunEnded {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(flow, "flow");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(at, "at");
    }
  }
}
