package io.parallelr.journal;

import io.parallelr.os.NativeText;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Printable;
import io.parallelr.task.Signal;
import io.parallelr.task.Size;
import io.parallelr.task.Status;
import io.parallelr.task.TaskResult;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The facts of a result as the files and the screen say them.
public final class Descriptions {
  private static final double BYTES_PER_MB = 1024 * 1024;
  private static final long HALF_MILLI = 500_000; // nanoseconds

  private Descriptions() {}

  /// Why a task did not succeed, as a sentence on one line without its full stop; empty if it did.
  public static Optional<String> error(TaskResult result) {
    return error(result.outcome());
  }

  static Optional<String> error(Outcome outcome) {
    return reason(outcome).map(Printable::of); // it may name files
  }

  private static Optional<String> reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Exited(var code) when code == 0 -> Optional.empty();
      case Outcome.Exited(var code) -> Optional.of("Exit code " + code);
      case Outcome.Signalled(var s) ->
        Optional.of("Killed by %s (%d)".formatted(s.name(), s.shellStatus()));
      case Outcome.Threw(var error) -> Optional.of(error);
      case Outcome.TimedOut(var limit) -> Optional.of("Timeout after " + seconds(limit) + "s");
      case Outcome.OutOfMemory(var limit, var used) -> Optional.of(
          "Memory limit exceeded: %s used, %s allowed".formatted(Size.of(used), Size.of(limit)));
      case Outcome.TooMuchOutput(var limit) ->
        Optional.of("Output limit exceeded: more than %d bytes printed".formatted(limit));
      case Outcome.Cancelled(var byRequest) -> Optional.of(
          byRequest ? "Cancelled by request" : "Cancelled: the run was stopped");
      case Outcome.NotStarted(var reason) -> Optional.of(reason);
      case Outcome.Lost(var reason) -> Optional.of("Lost: " + reason);
      case Outcome.StillRuns(var end, var who) ->
        Optional.of(reason(end).map(e -> e + "; ").orElse("") + who);
      case Outcome.Skipped(var e) when e.status() == Status.SUCCESS -> Optional.empty();
      case Outcome.Skipped(var e) -> Optional.of(
          "Not run again: %s as task %d of run %s".formatted(e.status(), e.sequence(), e.run()));
    };
  }

  /// The exit status as a shell would report it; empty where it says nothing about the command.
  static Optional<Integer> exitCode(TaskResult result) {
    return exitCode(result.outcome());
  }

  static Optional<Integer> exitCode(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Exited(var code) -> Optional.of(code);
      case Outcome.StillRuns(var end, _) -> exitCode(end);
      case Outcome.Signalled(var signal) -> Optional.of(signal.shellStatus());
      case Outcome.Threw _,Outcome.TimedOut _,Outcome.OutOfMemory _,Outcome.TooMuchOutput _,Outcome.Cancelled _,Outcome.NotStarted _,Outcome.Lost _,Outcome.Skipped _ ->
        Optional.empty();
    };
  }

  static Optional<String> signal(TaskResult result) {
    return result.outcome() instanceof Outcome.Signalled(Signal(_, var name))
        ? Optional.of(name)
        : Optional.empty();
  }

  /// Where all that was printed to a stream is, from the run's directory; empty if nothing was.
  public static Optional<String> file(Output output, Path run) {
    return output.bytes() > 0
        ? Optional.of(NativeText.of(run.relativize(output.file())))
        : Optional.empty();
  }

  /// Megabytes of 1,048,576 bytes, with one decimal.
  static BigDecimal mb(long bytes) {
    return decimal(bytes / BYTES_PER_MB, 1);
  }

  /// Peak memory in megabytes; empty if it was never seen.
  static Optional<BigDecimal> memory(TaskResult result) {
    long bytes = result.usage().peakBytes();
    return bytes > 0 ? Optional.of(mb(bytes)) : Optional.empty();
  }

  /// Seconds, rounded half up to the millisecond.
  static BigDecimal durationSeconds(Duration duration) {
    return BigDecimal.valueOf(duration.plusNanos(HALF_MILLI).toMillis(), 3);
  }

  static BigDecimal decimal(double value, int places) {
    return BigDecimal.valueOf(Math.round(value * Math.pow(10, places)), places);
  }

  /// Seconds without needless zeros: 5, 0.5.
  static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
