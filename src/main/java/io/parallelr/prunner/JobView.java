package io.parallelr.prunner;

import io.parallelr.job.JobState;
import io.parallelr.job.StepEnd;
import io.parallelr.job.Verdict;
import io.parallelr.serve.StepResult;
import io.parallelr.store.JobRow;
import io.parallelr.task.TimeLimit;
import java.util.Optional;

/// A job in the terms of prunner, which has truth values where others have states.
///
/// @param isCompleted it has run, and has ended
/// @param isCanceled somebody has cancelled it, or it could not start
/// @param lastError why it has failed
record JobView(boolean isCompleted, boolean isCanceled, Optional<String> lastError) {

  static JobView of(JobRow job) {
    boolean hasEnded = job.state() == JobState.ENDED;
    boolean hasStarted = job.started().isPresent();
    var verdict = job.verdict();
    boolean isCanceled = verdict.filter(Verdict.Canceled.class::isInstance).isPresent();
    return new JobView(
        hasEnded && hasStarted,
        isCanceled || (hasEnded && !hasStarted && !succeeded(job)),
        verdict.flatMap(v -> error(v, hasStarted)));
  }

  private static boolean succeeded(JobRow job) {
    return job.verdict().filter(Verdict.Succeeded.class::isInstance).isPresent();
  }

  private static Optional<String> error(Verdict verdict, boolean hasStarted) {
    return switch (verdict) {
      case Verdict.Succeeded _ -> Optional.empty();
      case Verdict.Failed(_, StepEnd.Killed _) -> Optional.of("a task was killed");
      case Verdict.Failed(_, var end) -> StepResult.error(end);
      case Verdict.Canceled _ -> hasStarted ? Optional.of("context canceled") : Optional.empty();
      case Verdict.TimedOut(var limit) -> Optional.of(
          "the job has reached its " + TimeLimit.describe(limit));
      case Verdict.Blocked(var step) -> Optional.of("task %s was blocked".formatted(step));
      case Verdict.Lost(_, var reason) -> Optional.of(reason);
    };
  }
}
