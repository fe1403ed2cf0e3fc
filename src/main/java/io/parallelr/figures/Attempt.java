package io.parallelr.figures;

import io.parallelr.journal.TaskRecord;
import io.parallelr.task.Status;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/// One attempt at a task, with only what a report shows of it.
///
/// @param status empty if its end is not recorded
/// @param isFailure whether it ended without success, by itself or by its limits
/// @param started empty if the journal has no time that can be read
/// @param took in all; so far if it runs
/// @param memoryMb empty if it was not measured
public record Attempt(
    String name,
    List<String> arguments,
    int sequence,
    int attempt,
    int slot,
    Optional<Status> status,
    boolean isFailure,
    Optional<Instant> started,
    Duration took,
    Duration cpu,
    Optional<Double> memoryMb,
    Optional<String> error) {

  public Attempt {
    arguments = List.copyOf(arguments);
  }

  static Attempt of(TaskRecord task) {
    return new Attempt(
        task.name(),
        task.arguments(),
        task.sequence(),
        task.attempt(),
        task.slot(),
        task.status(),
        task.isFailure(),
        task.result().text("start_time").flatMap(Attempt::time),
        task.duration(),
        task.cpu(),
        task.memoryMb(),
        task.error());
  }

  /// The same of one that runs.
  ///
  /// @param now up to when it has run
  Attempt until(Instant now) {
    var soFar = started.map(begin -> Duration.between(begin, now))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
    return new Attempt(
        name,
        arguments,
        sequence,
        attempt,
        slot,
        status,
        isFailure,
        started,
        soFar,
        cpu,
        memoryMb,
        error);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
