package io.parallelr.flowhost;

import io.parallelr.flows.RunStatus;
import io.parallelr.flows.StepStatus;
import io.parallelr.job.Intent;
import io.parallelr.job.JobState;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepState;
import io.parallelr.job.Verdict;
import io.parallelr.json.JsonValues;
import io.parallelr.serve.EndWords;
import io.parallelr.store.JobRow;
import io.parallelr.store.StepRow;
import io.parallelr.task.TimeLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// How jobs and their steps stand, in the words of flows.
final class Statuses {
  private Statuses() {}

  static RunStatus of(JobRow job) throws IOException {
    return new RunStatus(
        job.id(),
        job.head().name(),
        job.verdict()
            .map(Statuses::state)
            .orElse(
                job.state() == JobState.WAITING
                    ? RunStatus.State.WAITING
                    : RunStatus.State.RUNNING),
        job.verdict().flatMap(Statuses::message).orElse(""),
        parameters(job),
        job.created(),
        job.started(),
        job.ended(),
        job.steps().stream().map(Statuses::of).toList());
  }

  /// The parameters of a run.
  static Map<String, String> parameters(JobRow job) throws IOException {
    var parameters = new LinkedHashMap<String, String>();
    JsonValues.object(job.head().variables())
        .forEach((name, value) -> parameters.put(name, String.valueOf(value)));
    return parameters;
  }

  private static Optional<String> message(Verdict verdict) {
    return switch (verdict) {
      case Verdict.TimedOut(var limit) -> Optional.of(ofRun(limit));
      case Verdict.Canceled(var by) -> cancelled(by).or(() -> EndWords.message(verdict));
      default -> EndWords.message(verdict);
    };
  }

  private static Optional<String> message(StepEnd end) {
    return switch (end) {
      case StepEnd.TimedOut(var limit, var ofJob) when ofJob -> Optional.of(ofRun(limit));
      case StepEnd.Killed(var by) -> cancelled(by).or(() -> EndWords.message(end));
      default -> EndWords.message(end);
    };
  }

  private static String ofRun(Duration limit) {
    return TimeLimit.describe(limit) + " of the run";
  }

  private static Optional<String> cancelled(Intent intent) {
    return switch (intent) {
      case CANCEL -> Optional.of("the run was cancelled");
      case TIME_LIMIT -> Optional.of("the run used up its time");
      default -> Optional.empty();
    };
  }

  static RunStatus.State state(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Succeeded _ -> RunStatus.State.SUCCEEDED;
      case Verdict.Canceled _ -> RunStatus.State.CANCELLED;
      case Verdict.TimedOut _ -> RunStatus.State.TIMED_OUT;
      case Verdict.Failed _,Verdict.Blocked _,Verdict.Lost _ -> RunStatus.State.FAILED;
    };
  }

  private static StepStatus of(StepRow step) {
    boolean hasBegun = step.started().isPresent() || step.state() == StepState.RUNNING;
    return new StepStatus(
        step.name(),
        step.end()
            .map(Statuses::state)
            .orElse(
                step.state() == StepState.RUNNING
                    ? StepStatus.State.RUNNING
                    : StepStatus.State.WAITING),
        hasBegun ? step.attempt() : 0,
        step.end()
            .flatMap(EndWords::code)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        step.end().flatMap(Statuses::message).orElse(""),
        step.started(),
        step.ended());
  }

  static StepStatus.State state(StepEnd end) {
    return switch (end) {
      case StepEnd.Succeeded _ -> StepStatus.State.SUCCEEDED;
      case StepEnd.Failed _,StepEnd.TimedOut _,StepEnd.NotRun _,StepEnd.Lost _ ->
        StepStatus.State.FAILED;
      case StepEnd.Killed _ -> StepStatus.State.CANCELLED;
      case StepEnd.Skipped _,StepEnd.Blocked _,StepEnd.Unreached _,StepEnd.Canceled _ ->
        StepStatus.State.NOT_RUN;
    };
  }
}
