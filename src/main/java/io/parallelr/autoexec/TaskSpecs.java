package io.parallelr.autoexec;

import io.parallelr.job.Gate;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobTerms;
import io.parallelr.job.OnFailure;
import io.parallelr.job.Setup;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepTerms;
import io.parallelr.job.Work;
import io.parallelr.os.NativeText;
import io.parallelr.task.Launch;
import io.parallelr.task.Retries;
import io.parallelr.task.Streams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes jobs from tasks.
final class TaskSpecs {
  private TaskSpecs() {}

  /// The job of a task.
  ///
  /// @param workspace in which its steps run
  /// @throws RefusedException if its steps cannot be run; the message says why
  static JobSpec of(TaskRequest task, Path workspace) throws RefusedException {
    try {
      var steps = new ArrayList<StepSpec>();
      for (var step : task.steps()) {
        steps.add(step(task, step, workspace));
      }
      return JobSpec.of(Tasks.LANE, steps)
          .on(
              new JobTerms(
                  task.failsFast() ? OnFailure.STOP_JOB : OnFailure.STOP_BRANCH,
                  task.timeLimit(),
                  task.maxParallel()));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Reply.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private static StepSpec step(TaskRequest task, TaskRequest.Step step, Path workspace)
      throws RefusedException {
    var environment = new LinkedHashMap<>(task.environment());
    environment.putAll(step.environment());
    environment.put("TASK_NAME", task.name());
    environment.put("TASK_STEP_NAME", step.name());
    environment.put("TASK_WORKSPACE", NativeText.of(workspace));
    return new StepSpec(
        step.name(),
        step.dependsOn(),
        work(step, environment),
        new StepTerms(
            gate(task, step),
            false,
            new Retries(step.retries(), step.retryDelay(), step.retryDelay()),
            step.timeLimit()),
        new Setup(
            environment,
            new Launch(
                Optional.of(workspace),
                Streams.TOGETHER,
                Optional.empty(),
                Set.of(),
                false)));
  }

  private static Work work(TaskRequest.Step step, Map<String, String> environment)
      throws RefusedException {
    var type = step.type().toLowerCase(Locale.ROOT);
    if (KubectlScript.isTypeOf(step)) {
      return KubectlScript.of(step, environment);
    }
    return switch (type) {
      case "mkdir", "touch" -> MadeFiles.of(step);
      case "yaegi" -> YaegiScript.of(step, environment);
      case "wasm" -> new Work.Unavailable("steps of type wasm are not supported");
      default -> new Work.Script(step.type(), step.content());
    };
  }

  /// What is allowed by a rule is skipped if that does not hold.
  private static Gate gate(TaskRequest task, TaskRequest.Step step) {
    if (task.isDisabled() || step.isDisabled()) {
      return new Gate.Disabled();
    }
    if (step.rule().isEmpty()) {
      return new Gate.Open();
    }
    return switch (step.action()) {
      case "skip" -> new Gate.Rule(step.rule(), Gate.Effect.SKIP);
      case "block" -> new Gate.Rule(step.rule(), Gate.Effect.BLOCK);
      case "allow" -> new Gate.Rule("not (" + step.rule() + ")", Gate.Effect.SKIP);
      default -> new Gate.Open();
    };
  }
}
