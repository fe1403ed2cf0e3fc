package io.parallelr.autoexec;

import io.parallelr.job.Intent;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepState;
import io.parallelr.job.Verdict;
import io.parallelr.serve.StepFacts;
import io.parallelr.store.StepRow;
import io.parallelr.task.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;

/// The states and messages of tasks and steps, as this interface has them.
final class TaskWords {
  private static final String SYSTEM_ERROR = "execution failed due to system error";

  private TaskWords() {}

  /// Where a task stands.
  static TaskState state(TaskRow task) {
    var job = task.job();
    return switch (job.state()) {
      case WAITING -> job.waits().hold().isPresent() ? TaskState.PAUSED : TaskState.PENDING;
      case RUNNING, HANDLING -> job.waits().hold().isPresent()
          && job.steps().stream().noneMatch(step -> step.state() == StepState.RUNNING)
              ? TaskState.PAUSED
              : TaskState.RUNNING;
      case ENDED -> job.verdict().orElseThrow() instanceof Verdict.Succeeded
          ? TaskState.STOPPED
          : TaskState.FAILED;
    };
  }

  /// Where a step stands.
  static TaskState state(StepRow step) {
    if (step.end().isPresent()) {
      return TaskState.of(StepFacts.of(step.end().get()).state());
    }
    if (step.state() == StepState.RUNNING) {
      return TaskState.RUNNING;
    }
    return step.hold().isPresent() ? TaskState.PAUSED : TaskState.PENDING;
  }

  /// The exit code of a step; 0 while it has none. Those of kubectl do not count: that is an error
  /// of the system, whatever it was.
  static int code(TaskRequest.Step of, StepRow step) {
    boolean isKubectl = KubectlScript.isTypeOf(of);
    return step.end()
        .map(
            end -> isKubectl && end instanceof StepEnd.Failed
                ? StepFacts.NOT_RUN
                : StepFacts.of(end).code())
        .orElse(0);
  }

  /// What is to be said about a task: where it stands, and how many steps are in which state.
  static String message(TaskRow task) {
    var parts = new ArrayList<String>();
    parts.add(own(task));
    var counts = new EnumMap<TaskState, Integer>(TaskState.class);
    task.job().steps().forEach(step -> counts.merge(state(step), 1, Integer::sum));
    counts.forEach((state, count) -> parts.add("%d %s".formatted(count, state.word())));
    return String.join("; ", parts);
  }

  private static String own(TaskRow task) {
    return switch (state(task)) {
      case PENDING -> "the task is waiting to be scheduled for execution";
      case PAUSED -> "has been paused";
      case RUNNING -> "task is running";
      case STOPPED -> task.request().isDisabled()
          ? "the task is disabled, no execution required"
          : "task has stopped";
      default -> failure(task.job().verdict().orElseThrow());
    };
  }

  private static String failure(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Succeeded _ -> "task has stopped";
      case Verdict.Failed(var step, var end) ->
        "execution %s failed: %s".formatted(step, text(end));
      case Verdict.Canceled(var by) -> text(by);
      case Verdict.TimedOut _ -> "forced termination by timeout";
      case Verdict.Blocked(var step) -> "execution %s failed: blocked due to rule".formatted(step);
      case Verdict.Lost(var step, var reason) ->
        "execution %s failed: %s: %s".formatted(step, SYSTEM_ERROR, reason);
    };
  }

  private static String text(Intent intent) {
    return switch (intent) {
      case TIME_LIMIT -> "forced termination by timeout";
      case KILL, CANCEL -> "artificial force termination";
      case FAILURE -> "terminated as another step failed";
      case REPLACE, SHUTDOWN, RESTART -> "terminated as the server ended";
      case RESTORE -> "had not ended in the backup from which it was restored";
    };
  }

  /// What is to be said about a step.
  static String message(StepRow step) {
    return step.end().map(TaskWords::text).orElseGet(() -> switch (state(step)) {
      case RUNNING -> "step is running";
      case PAUSED -> "has been paused";
      default -> step.attempt() > 1
          ? "the step is waiting for attempt %d".formatted(step.attempt())
          : waiting();
    });
  }

  static String waiting() {
    return "the step is waiting to be scheduled for execution";
  }

  private static String text(StepEnd end) {
    return switch (end) {
      case StepEnd.Succeeded _ -> "execution succeed";
      case StepEnd.Failed(var outcome) -> text(outcome);
      case StepEnd.TimedOut _ -> "forced termination by timeout";
      case StepEnd.Killed(var by) -> text(by);
      case StepEnd.NotRun(var reason) -> "%s: %s".formatted(SYSTEM_ERROR, reason);
      case StepEnd.Lost(var reason) -> "%s: %s".formatted(SYSTEM_ERROR, reason);
      case StepEnd.Skipped(var byRule) -> byRule
          ? "skipped due to rule"
          : "the step is disabled, no execution required";
      case StepEnd.Blocked _ -> "blocked due to rule";
      case StepEnd.Unreached _,StepEnd.Canceled _ -> waiting();
    };
  }

  private static String text(Outcome outcome) {
    return switch (outcome.ofCommand()) {
      case Outcome.Exited(var code) -> "exit status " + code;
      case Outcome.Signalled(var signal) -> "signal: " + signal.name();
      case Outcome.Threw(var error) -> error;
      case Outcome.OutOfMemory _ -> "out of memory";
      default -> SYSTEM_ERROR;
    };
  }
}
