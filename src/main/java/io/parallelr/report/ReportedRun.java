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
  private static final Duration LEAST_SHOWN = Duration.ofMillis(10);

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

  /// Whether its supervisor died, so that its end is not recorded.
  boolean isCutOff() {
    return overview.state() == RunState.CUT_OFF;
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

  /// How long it took; of a run that another program recorded, up to its last attempt. Empty if it
  /// was cut off: how long its tasks ran on, nobody has recorded.
  private Optional<Duration> duration() {
    return isCutOff()
        ? Optional.empty()
        : elapsed.or(() -> Optional.of(figures.timeline().length()));
  }

  /// Tasks that ran to an end of their own, in a second; empty if it is not known how long it took.
  Optional<Double> tasksPerSecond() {
    return duration()
        .filter(Duration::isPositive)
        .map(time -> figures.completed() / (time.toNanos() / 1e9));
  }

  /// Which part of its time its slots were in use, in percent; empty if it is not known how long
  /// it took.
  Optional<Double> slotPercent() {
    var timeline = figures.timeline();
    var slots = request.number("max_workers").orElse((long) timeline.slots());
    var time = duration().orElse(Duration.ZERO);
    var used = timeline.used();
    return slots <= 0 || !time.isPositive() || timeline.slots() == 0
        ? Optional.empty()
        : Optional.of(Math.min(100.0, 100.0 * used.toNanos() / time.toNanos() / slots));
  }

  /// What the charts show: up to the end of the run, or of its last task. If it was cut off while
  /// tasks ran, a little more than what is recorded, so that even the last of them is seen.
  Duration shown() {
    var recorded = longer(elapsed.orElse(Duration.ZERO), figures.timeline().length());
    if (isRunning() || figures.begun().isEmpty()) {
      return recorded;
    }
    for (var attempt : figures.begun()) {
      recorded = longer(recorded, since(attempt));
    }
    return recorded.plus(longer(recorded.dividedBy(8), LEAST_SHOWN));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /// When an attempt began, in the time of the charts; zero if that is not known.
  Duration since(Attempt attempt) {
    return attempt.started()
        .map(started -> Duration.between(timeline().origin(), started))
        .orElse(Duration.ZERO);
  }

  Timeline timeline() {
    return figures.timeline();
  }
}
