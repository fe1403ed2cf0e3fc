package io.parallelr.serve;

import io.parallelr.job.Intent;
import io.parallelr.job.JobState;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepState;
import io.parallelr.job.Verdict;
import io.parallelr.json.JsonText;
import io.parallelr.store.StepRow;
import io.parallelr.task.Outcome;
import io.parallelr.task.TimeLimit;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Words for where jobs and steps stand, and how they ended.
public final class EndWords {
  private EndWords() {}

  /// The word of a state, such as `timed_out`.
  public static String word(StepState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /// The word of a reason, such as `cancel`.
  public static String word(Intent intent) {
    return intent.name().toLowerCase(Locale.ROOT);
  }

  /// The word of a verdict, or for a job that has none.
  public static String word(JobState state, Optional<Verdict> verdict) {
    if (verdict.isPresent()) {
      return word(verdict.get());
    }
    return state == JobState.WAITING ? "waiting" : "running";
  }

  /// The word of a verdict, such as `timed_out`.
  public static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Succeeded _ -> "succeeded";
      case Verdict.Failed _ -> "failed";
      case Verdict.Canceled _ -> "canceled";
      case Verdict.TimedOut _ -> "timed_out";
      case Verdict.Blocked _ -> "blocked";
      case Verdict.Lost _ -> "lost";
    };
  }

  /// Writes how a step stands, as fields.
  ///
  /// @param obstacle why it has not been started yet
  public static void write(JsonGenerator json, StepRow step, Optional<String> obstacle) {
    json.writeStringProperty("state", word(step.state()));
    JsonText.number(json, "code", step.end().flatMap(EndWords::code));
    JsonText.optional(json, "message", step.end().map(EndWords::message).orElse(obstacle));
  }

  /// Writes how a job stands, as fields.
  ///
  /// @param obstacle why it does not go on
  public static void write(
      JsonGenerator json,
      JobState state,
      Optional<Verdict> verdict,
      Optional<String> obstacle) {
    json.writeStringProperty("state", word(state, verdict));
    JsonText.number(
        json,
        "code",
        verdict
            .flatMap(v -> v instanceof Verdict.Failed(_, var end) ? code(end) : Optional.empty()));
    JsonText.optional(json, "message", verdict.map(EndWords::message).orElse(obstacle));
  }

  /// Why it has not succeeded, as a sentence without its full stop; empty if it has.
  public static Optional<String> message(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Succeeded _ -> Optional.empty();
      case Verdict.Failed(var step, var end) -> Optional.of(
          "step %s: %s".formatted(step, message(end).orElse(word(end.state()))));
      case Verdict.Canceled(var by) -> Optional.of(reason(by));
      case Verdict.TimedOut(var limit) -> Optional.of(TimeLimit.describe(limit) + " of the job");
      case Verdict.Blocked(var step) -> Optional.of("step %s: blocked by its rule".formatted(step));
      case Verdict.Lost(var step, var reason) -> Optional.of("step %s: %s".formatted(step, reason));
    };
  }

  /// The exit status that a shell would show; empty where there is none.
  public static Optional<Integer> code(StepEnd end) {
    return switch (end) {
      case StepEnd.Succeeded _ -> Optional.of(0);
      case StepEnd.Failed(var outcome) -> switch (outcome.ofCommand()) {
        case Outcome.Exited(var code) -> Optional.of(code);
        case Outcome.Signalled(var signal) -> Optional.of(signal.shellStatus());
        default -> Optional.empty();
      };
      default -> Optional.empty();
    };
  }

  /// Why it has not succeeded, as a sentence without its full stop; empty if it has.
  public static Optional<String> message(StepEnd end) {
    return switch (end) {
      case StepEnd.Succeeded _,StepEnd.Canceled _ -> Optional.empty();
      case StepEnd.Failed(var outcome) -> Optional.of(message(outcome));
      case StepEnd.TimedOut(var limit, var ofJob) -> Optional.of(
          TimeLimit.describe(limit) + (ofJob ? " of the job" : ""));
      case StepEnd.Killed(var by) -> Optional.of(reason(by));
      case StepEnd.NotRun(var reason) -> Optional.of(reason);
      case StepEnd.Lost(var reason) -> Optional.of(reason);
      case StepEnd.Skipped(var byRule) -> Optional.of(byRule ? "skipped by its rule" : "disabled");
      case StepEnd.Blocked _ -> Optional.of("blocked by its rule");
      case StepEnd.Unreached(var dependency) -> Optional.of(
          "depends on %s, which did not succeed".formatted(dependency));
    };
  }

  private static String message(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Exited(var code) -> "exit status " + code;
      case Outcome.Signalled(var signal) -> "ended by " + signal.name();
      case Outcome.Threw(var error) -> error;
      case Outcome.OutOfMemory(var limit, _) -> "used more memory than %d bytes".formatted(limit);
      case Outcome.TooMuchOutput(var limit) -> "printed more than %d bytes".formatted(limit);
      case Outcome.TimedOut(var limit) -> TimeLimit.describe(limit);
      case Outcome.NotStarted(var reason) -> reason;
      case Outcome.Lost(var reason) -> reason;
      case Outcome.StillRuns(var end, var who) -> "%s; still runs: %s".formatted(message(end), who);
      case Outcome.Cancelled _ -> "canceled";
      case Outcome.Skipped _ -> "skipped";
    };
  }

  private static String reason(Intent intent) {
    return switch (intent) {
      case KILL -> "killed by a user";
      case CANCEL -> "canceled by a user";
      case REPLACE -> "replaced by another job";
      case TIME_LIMIT -> "the job used up its time";
      case FAILURE -> "another step failed";
      case SHUTDOWN -> "the server was stopped";
      case RESTART ->
        "it had not ended when the server was started again, with on-restart = cancel";
      case RESTORE -> "it had not ended in the backup from which it was restored";
    };
  }
}
