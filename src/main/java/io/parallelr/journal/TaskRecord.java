package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.task.Status;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All that a line of the journal says of an attempt, for people who look at a run.
///
/// @param status how it ended; empty if this line says that it begins
/// @param result a line about its end, or its begin; fields that are only shown are read from it
public record TaskRecord(
    String name,
    int sequence,
    int attempt,
    int slot,
    Optional<Status> status,
    boolean isFinal,
    JsonObject result) {

  static final Set<String> FIELDS = Set.of(
      "start_time",
      "end_time",
      "timeout_seconds",
      "command_executed",
      "arguments",
      "duration_seconds",
      "start_monotonic_ns",
      "end_monotonic_ns",
      "memory_mb",
      "user_cpu_seconds",
      "system_cpu_seconds",
      "exit_code",
      "process_id",
      "stderr",
      "stdout_file",
      "stderr_file",
      "error_message");

  static TaskRecord of(JournalEntry entry, JsonObject line) {
    return new TaskRecord(
        entry.task(),
        entry.sequence(),
        entry.attempt(),
        entry.slot(),
        entry.result(),
        entry.isFinal(),
        line);
  }

  /// Whether it ended, and not with success, now or in the earlier run that has its result.
  public boolean isFailure() {
    return switch (status.orElse(Status.SUCCESS)) {
      case SUCCESS, CANCELLED -> false;
      case FAILED, TIMEOUT, ERROR -> true;
      case SKIPPED -> error().isPresent();
    };
  }

  /// Whether it was cancelled by request, and not as its run was stopped.
  public boolean isWithdrawn() {
    return status.filter(s -> s == Status.CANCELLED).isPresent()
        && result.truth("by_request").orElse(false);
  }

  /// Whether a process ran.
  public boolean ran() {
    return result.number("process_id").isPresent();
  }

  /// Of a line of an arguments file.
  public List<String> arguments() {
    return result.texts("arguments");
  }

  /// When the attempt began; empty if the line does not say.
  public Optional<Instant> started() {
    return time("start_time");
  }

  /// When the attempt ended; empty if this line is about its begin.
  public Optional<Instant> ended() {
    return time("end_time");
  }

  private Optional<Instant> time(String field) {
    try {
      return result.text(field).map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// The time limit of the task, where it has one of its own; zero for none.
  public Optional<Duration> timeLimit() {
    return result.decimal("timeout_seconds").map(s -> Duration.ofMillis(Math.round(s * 1000)));
  }

  /// Which of the lines with the same arguments it is, from 1; 0 if it is not of a line.
  public int occurrence() {
    return result.number("occurrence").orElse(0L).intValue();
  }

  /// How long the attempt took: to the nanosecond, or to the millisecond if the line of an older
  /// version or another program has no more.
  public Duration duration() {
    return result.number("start_monotonic_ns")
        .flatMap(start -> result.number("end_monotonic_ns").map(end -> end - start))
        .filter(nanos -> nanos >= 0)
        .map(Duration::ofNanos)
        .orElseGet(() -> seconds("duration_seconds"));
  }

  public Duration cpu() {
    return seconds("user_cpu_seconds").plus(seconds("system_cpu_seconds"));
  }

  private Duration seconds(String field) {
    return Duration.ofNanos(Math.round(result.decimal(field).orElse(0.0) * 1e9));
  }

  /// The largest memory seen; empty if none was.
  public Optional<Double> memoryMb() {
    return result.decimal("memory_mb");
  }

  /// Why it did not succeed.
  public Optional<String> error() {
    return result.text("error_message");
  }

  /// The end of what it printed to standard error.
  public String stderr() {
    return result.text("stderr").orElse("");
  }

  /// Where an output is, if anything was printed.
  ///
  /// @param run its directory
  /// @param name `stdout` or `stderr`
  public Optional<Path> output(RunDirectory run, String name) {
    return result.text(name + "_file").map(file -> run.path().resolve(file));
  }

  /// The result of an earlier run, for which it was not run again.
  ///
  /// @param run its id
  /// @param sequence of the task there
  public record Earlier(String run, int sequence) {}

  public Optional<Earlier> earlier() {
    return result.object("earlier")
        .map(e -> new Earlier(
            e.text("session_id").orElse(""),
            e.number("sequence").orElse(0L).intValue()));
  }
}
