package io.parallelr.job;

import java.time.Instant;

/// Something that happened to a job. Applied in order, events lead from one [Recorded] to the next,
/// so that a store that applies them can restore the plan.
public sealed interface JobEvent {

  /// The id of the job.
  String job();

  /// It was accepted, and waits.
  record Submitted(String job, JobSpec spec, Instant notBefore, Instant at) implements JobEvent {}

  /// It is held.
  ///
  /// @param countdown as it stands now; so in the other events
  record Held(String job, Hold hold, Countdown countdown, Instant at) implements JobEvent {}

  /// It is no longer held.
  record Resumed(String job, Countdown countdown, Instant at) implements JobEvent {}

  /// It has a place in its lane.
  record Started(String job, Countdown countdown, Instant at) implements JobEvent {}

  /// A step has failed, as the first.
  record Failing(String job, String step, Instant at) implements JobEvent {}

  /// It is to end, and its running steps are being ended.
  record Stopping(String job, Intent intent, Instant at) implements JobEvent {}

  /// All its steps have ended, and its handler may run.
  record Handling(String job, Instant at) implements JobEvent {}

  /// It is over.
  record Ended(String job, Verdict verdict, Instant at) implements JobEvent {}

  /// A step may be given out.
  record StepReady(String job, String step) implements JobEvent {}

  /// A step is held.
  record StepHeld(String job, String step, Hold hold) implements JobEvent {}

  /// A step is no longer held.
  record StepResumed(String job, String step) implements JobEvent {}

  /// A step is given out as a task. When it starts, [io.parallelr.engine.RunListener] says.
  record StepStarted(String job, String step, int attempt, int sequence) implements JobEvent {}

  /// A step that was running when the plan was restored is given out as a task again.
  record StepAdopted(String job, String step, int attempt, int sequence) implements JobEvent {}

  /// A running step is to be ended.
  record StepStopping(String job, String step, Intent intent) implements JobEvent {}

  /// A step has failed, and is to be tried again.
  ///
  /// @param attempt the next one
  record StepRetried(String job, String step, int attempt, Instant notBefore) implements JobEvent {}

  /// A step is over.
  record StepEnded(String job, String step, StepEnd end, Instant at) implements JobEvent {}
}
