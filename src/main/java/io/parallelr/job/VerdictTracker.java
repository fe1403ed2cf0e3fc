package io.parallelr.job;

import java.util.Optional;

/// Tracks the verdict of a job: its first failure, why it is to stop, and the verdict that follows.
///
/// Whichever came first counts. A failure is not noted when the job is to stop anyway, and a stop
/// does not change the verdict once a failure has ended the job.
final class VerdictTracker {
  private final JobTerms terms;
  private Optional<Step> failure = Optional.empty();
  private Optional<Step> blocked = Optional.empty();
  private Optional<Intent> stop = Optional.empty();
  private boolean isDecided; // by the failure

  VerdictTracker(JobTerms terms) {
    this.terms = terms;
  }

  Optional<Step> failure() {
    return failure;
  }

  Optional<Intent> stop() {
    return stop;
  }

  /// Takes note of how a step ended.
  ///
  /// @return whether it is the first failure
  boolean note(Step step) {
    var end = step.end().orElseThrow();
    if (blocked.isEmpty() && end instanceof StepEnd.Blocked) {
      blocked = Optional.of(step);
    }
    boolean isFailure = end.isFailure(step.spec().terms().soft());
    if (!isFailure || failure.isPresent() || stop.isPresent()) {
      return false;
    }
    failure = Optional.of(step);
    return true;
  }

  /// Whether the failure of a step is to end the job now.
  boolean mustFail() {
    return failure.isPresent()
        && stop.isEmpty()
        && !isDecided
        && terms.onFailure() == OnFailure.STOP_JOB;
  }

  /// The failure is the verdict, whatever follows.
  void decide() {
    isDecided = true;
  }

  void stop(Intent why) {
    stop = Optional.of(why);
  }

  /// Whether a job that runs its steps is to end.
  boolean isStopping() {
    return stop.isPresent() || isDecided;
  }

  /// Whether the handler runs, if there is one.
  boolean needsHandler() {
    return stop.isEmpty() && verdict() instanceof Verdict.Failed;
  }

  Verdict verdict() {
    if (failure.isPresent() && (stop.isEmpty() || isDecided)) {
      var step = failure.get();
      var end = step.end().orElseThrow();
      return end instanceof StepEnd.Lost(var reason)
          ? new Verdict.Lost(step.name(), reason)
          : new Verdict.Failed(step.name(), end);
    }
    if (stop.isPresent()) {
      return stop.get() == Intent.TIME_LIMIT
          ? new Verdict.TimedOut(terms.timeLimit())
          : new Verdict.Canceled(stop.get());
    }
    return blocked.isPresent()
        ? new Verdict.Blocked(blocked.get().name())
        : new Verdict.Succeeded();
  }

  /// Goes back to what was recorded.
  void restore(Optional<Step> newFailure, Optional<Intent> newStop, JobState state) {
    failure = newFailure;
    stop = newStop;
    isDecided = failure.isPresent()
        && (state == JobState.HANDLING
            || (state == JobState.RUNNING && terms.onFailure() == OnFailure.STOP_JOB));
  }
}
