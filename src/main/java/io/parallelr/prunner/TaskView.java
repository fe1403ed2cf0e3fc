package io.parallelr.prunner;

import io.parallelr.job.Intent;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepState;
import io.parallelr.serve.StepResult;
import io.parallelr.store.StepRow;
import java.util.Optional;

/// A task in the terms of prunner.
///
/// @param status one of its words
/// @param error why it has failed; empty if it has not
record TaskView(String status, int exitCode, Optional<String> error) {
  private static final String CANCELED = "canceled";
  private static final String DONE = "done";

  /// @param isSoft whether its failure does not count
  static TaskView of(StepRow step, boolean isSoft) {
    if (step.end().isEmpty()) {
      boolean isRunning = step.state() == StepState.RUNNING && step.started().isPresent();
      return isRunning
          ? new TaskView("running", StepResult.NO_CODE, Optional.empty())
          : new TaskView("waiting", 0, Optional.empty());
    }
    var end = step.end().get();
    return switch (end) {
      case StepEnd.Succeeded _ -> new TaskView(DONE, 0, Optional.empty());
      case StepEnd.Skipped _ -> new TaskView("skipped", 0, Optional.empty());
      case StepEnd.Unreached _,StepEnd.Canceled _,StepEnd.Blocked _ -> new TaskView(
          CANCELED,
          0,
          Optional.empty());
      case StepEnd.Killed(var by) when by == Intent.KILL -> failed(end, "the task was killed");
      case StepEnd.Killed _ -> new TaskView(CANCELED, StepResult.NO_CODE, Optional.empty());
      case StepEnd.Failed _,StepEnd.TimedOut _,StepEnd.NotRun _,StepEnd.Lost _ -> end
          .isDone(isSoft)
              ? new TaskView(DONE, StepResult.code(end), Optional.empty())
              : failed(end, StepResult.error(end).orElse(""));
    };
  }

  private static TaskView failed(StepEnd end, String error) {
    return new TaskView("error", StepResult.code(end), Optional.of(error));
  }

  boolean isErrored() {
    return error.isPresent();
  }
}
