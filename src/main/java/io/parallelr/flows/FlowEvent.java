package io.parallelr.flows;

import java.time.Instant;

/// Something that has happened to a run.
///
/// Of one run, [RunStarted] comes first and [RunEnded] last.
public sealed interface FlowEvent {

  /// The id of the run.
  String run();

  String flow();

  Instant at();

  /// A run has begun.
  record RunStarted(String run, String flow, Instant at) implements FlowEvent {}

  /// An attempt at a step begins.
  ///
  /// @param attempt from 1
  record StepStarted(String run, String flow, String step, int attempt, Instant at)
      implements
        FlowEvent {}

  /// A step is over; it is not tried again.
  record StepEnded(String run, String flow, String step, StepStatus.State state, Instant at)
      implements
        FlowEvent {}

  /// A run is over.
  record RunEnded(String run, String flow, RunStatus.State state, Instant at)
      implements
        FlowEvent {}
}
