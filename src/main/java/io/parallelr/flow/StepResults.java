package io.parallelr.flow;
import io.parallelr.flowfile.Split;
import io.parallelr.flowfile.Step;
import io.parallelr.task.Outcome;
import io.parallelr.task.Printable;
import io.parallelr.task.TaskResult;

/// Makes results of steps from the results of the processes that ran for them.
record StepResults(Outputs outputs, VariableLookup values, FlowLog log) {
  private static final int SHOWN = 200;
  private static final int NOT_FOUND = 127;

  /// Interprets the result of a command, and logs it.
  StepResult of(TaskResult taskResult, Launches.Launched launched) {
    var command = (Step.Command) launched.step().body();
    var label = launched.label();
    var stdout = outputs.of(taskResult.stdout());
    var stderr = outputs.of(taskResult.stderr());
    int exit = switch (taskResult.outcome().ofCommand()) {
      case Outcome.Exited(var code) -> code;
      case Outcome.Signalled(var signal) -> signal.shellStatus();
      case Outcome.TimedOut(var limit) -> {
        stderr = new Printed.OfText(
            stderr.text() + "\nProcess killed after timeout of " + limit.toSeconds() + " seconds");
        yield StepResult.TIMED_OUT;
      }
      case Outcome.NotStarted(var reason) -> {
        stderr = new Printed.OfText(reason);
        yield NOT_FOUND;
      }
      case Outcome.Threw _,Outcome.OutOfMemory _,Outcome.TooMuchOutput _,Outcome.Cancelled _,Outcome.Lost _,Outcome.StillRuns _,Outcome.Skipped _ ->
        1;
    };
    if (taskResult.outcome() instanceof Outcome.StillRuns(_, var who)) {
      stderr = new Printed.OfText(stderr.text() + '\n' + who);
    }
    log.info("Task %s: Exit code: %d".formatted(label, exit));
    show(label, "STDOUT", stdout);
    show(label, "STDERR", stderr);
    if (command.stdoutSplit().isPresent()) {
      stdout = piece(command.stdoutSplit().get(), stdout);
      show(label, "Split STDOUT", stdout);
    }
    if (command.stderrSplit().isPresent()) {
      stderr = piece(command.stderrSplit().get(), stderr);
      show(label, "Split STDERR", stderr);
    }
    var raw = new StepResult(exit, stdout, stderr, exit == 0);
    if (command.success().isEmpty()) {
      return raw;
    }
    boolean success = new Evaluation(raw, values).holds(command.success().get());
    log.info(
        "Task %s: Success condition evaluated to: %s".formatted(label, success ? "True" : "False"));
    return new StepResult(exit, stdout, stderr, success);
  }

  /// A piece of an output; the whole if it has no such piece.
  private static Printed piece(Split split, Printed output) {
    return split.of(output.text()).<Printed>map(Printed.OfText::new).orElse(output);
  }

  private void show(String label, String name, Printed printed) {
    var text = printed.text().strip();
    if (!text.isEmpty()) {
      log.info(
          "Task %s: %s: %s%s".formatted(
              label,
              name,
              Printable.of(text.substring(0, Math.min(SHOWN, text.length()))),
              text.length() > SHOWN ? "... (%d chars total)".formatted(text.length()) : ""));
    }
  }

}
