package io.parallelr.daemon;

import io.parallelr.json.JsonObject;
import io.parallelr.os.Machine;
import io.parallelr.os.PrivateFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// What a run was asked to do, as it has written it down before its first task: all there is of one
/// whose entry in the registry is gone.
record RunRequest(Path run, Optional<JsonObject> json) {
  private static final String FILE = "request.json";
  private static final String KILL_AFTER = "execution.kill-after=";
  private static final Duration USUAL_GRACE = Duration.ofSeconds(5);

  /// Reads it; one that is missing or spoiled says nothing.
  static RunRequest of(Path run) {
    try {
      return new RunRequest(run,
          Optional.of(JsonObject.parse(PrivateFiles.read(run.resolve(FILE)))));
    } catch (IOException e) {
      return new RunRequest(run, Optional.empty());
    }
  }

  /// What its user calls it.
  Optional<String> name() {
    return json.flatMap(j -> j.text("name"));
  }

  /// The grace that its tasks were to be given.
  Duration killAfter() {
    return json.stream()
        .flatMap(j -> j.texts("config").stream())
        .filter(value -> value.startsWith(KILL_AFTER))
        .findFirst()
        .flatMap(value -> seconds(value.substring(KILL_AFTER.length())))
        .orElse(USUAL_GRACE);
  }

  private static Optional<Duration> seconds(String value) {
    try {
      var number = new BigDecimal(value.replaceFirst(" s$", ""));
      return Optional.of(Duration.ofMillis(number.movePointRight(3).longValueExact()))
          .filter(d -> !d.isNegative());
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// The supervisor that wrote it, or resumes it.
  Supervisor supervisor(int pid, String runId) {
    return new Supervisor(
        pid,
        Supervisor.startTime(pid),
        Machine.bootId(),
        Machine.pidNamespace(),
        Machine.hostName(),
        runId,
        run,
        started(),
        json.map(j -> j.texts("sources")).orElse(java.util.List.of()),
        json.flatMap(j -> j.text("command_template")).orElse(""),
        json.flatMap(j -> j.number("max_workers")).orElse(0L).intValue(),
        killAfter(),
        true); // as is found out by asking
  }

  private Instant started() {
    try {
      return json.flatMap(j -> j.text("start_time"))
          .map(text -> OffsetDateTime.parse(text).toInstant())
          .orElse(Instant.EPOCH);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
