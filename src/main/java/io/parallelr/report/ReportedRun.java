package io.parallelr.report;

import io.parallelr.figures.Attempt;
import io.parallelr.figures.RunFigures;
import io.parallelr.figures.Timeline;
import io.parallelr.history.RunOverview;
import io.parallelr.history.RunState;
import io.parallelr.history.Runs;
import io.parallelr.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A run with all that a report says of it.
///
/// @param request what it was asked to do
/// @param elapsed how long it took, or has taken so far; empty if that is not known
public record ReportedRun(
    RunOverview overview,
    JsonObject request,
    RunFigures figures,
    Optional<Duration> elapsed) {

  /// Reads one.
  ///
  /// @throws IOException if its files cannot be read
  public static ReportedRun read(RunOverview overview, Instant now) throws IOException {
    var origin = overview.started().orElse(Instant.EPOCH);
    var figures = overview.state() == RunState.RUNNING
        ? RunFigures.readAlive(overview.run(), origin, now)
        : RunFigures.read(overview.run(), origin);
    return new ReportedRun(
        overview, Runs.request(overview.run()), figures, overview.took(now));
  }

  /// What it is called: its name, or its id if it has none.
  String title() {
    return overview.labels().name().orElse(overview.id());
  }

  /// Its state, and why it ended if that is not plain.
  String state() {
    var reason = overview.record().text("reason").map(r -> ": " + r).orElse("");
    var status = overview.record()
        .number("exit_status")
        .map(", exit code %d"::formatted)
        .orElse("");
    return switch (overview.state()) {
      case RUNNING -> "running";
      case CUT_OFF -> "cut off: its supervisor died";
      case STOPPED, SUCCEEDED, FAILED, INTERRUPTED -> overview.state().word() + status + reason;
    };
  }

  boolean isRunning() {
    return overview.state() == RunState.RUNNING;
  }

  /// How long an attempt took, or has been running until now; empty if its end is not recorded.
  Optional<Duration> took(Attempt attempt) {
    return attempt.status().isPresent() || (isRunning() && attempt.started().isPresent())
        ? Optional.of(attempt.took())
        : Optional.empty();
  }

  /// How many tasks there were to be run, as far as that is known.
  long tasks() {
    return overview.counts().tasks().orElse(figures.ended());
  }

  /// Tasks that ran to an end of their own, in a second.
  Optional<Double> tasksPerSecond() {
    return elapsed.or(() -> Optional.of(figures.timeline().length()))
        .filter(Duration::isPositive)
        .map(time -> figures.completed() / (time.toNanos() / 1e9));
  }

  /// Which part of its time its slots were in use, in percent.
  Optional<Double> slotPercent() {
    var timeline = figures.timeline();
    var slots = request.number("max_workers").orElse((long) timeline.slots());
    var time = elapsed.orElse(timeline.length());
    var used = timeline.used();
    return slots <= 0 || !time.isPositive() || timeline.slots() == 0
        ? Optional.empty()
        : Optional.of(Math.min(100.0, 100.0 * used.toNanos() / time.toNanos() / slots));
  }

  /// What the charts show: up to the end of the run, or of its last task.
  Duration shown() {
    var timeline = figures.timeline();
    var time = elapsed.orElse(Duration.ZERO);
    return time.compareTo(timeline.length()) > 0 ? time : timeline.length();
  }

  Timeline timeline() {
    return figures.timeline();
  }
}
