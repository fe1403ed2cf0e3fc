package io.parallelr.webruns;

import io.parallelr.daemon.RunProgress;
import io.parallelr.history.RunOverview;
import io.parallelr.history.RunState;
import io.parallelr.journal.RunLabels;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// What a list shows of a run: less than [RunOverview] keeps, as there may be tens of thousands.
///
/// @param took how long it took, if it has ended
/// @param reason why it ended, if that is not by itself
/// @param activity what its supervisor is about; empty if it does not run, or that is not known
record RunRow(
    String id,
    RunLabels labels,
    RunState state,
    Optional<Instant> started,
    Optional<Instant> ended,
    Optional<Duration> took,
    Optional<Long> exitStatus,
    RunOverview.Counts counts,
    Optional<String> reason,
    Optional<RunProgress.State> activity) {

  static RunRow of(RunOverview run) {
    return new RunRow(
        run.id(),
        run.labels(),
        run.state(),
        run.started(),
        run.ended(),
        run.state() == RunState.RUNNING ? Optional.empty() : run.took(Instant.EPOCH),
        run.record().number("exit_status"),
        run.counts(),
        run.record().text("reason"),
        run.state() == RunState.RUNNING ? activity(run) : Optional.empty());
  }

  private static Optional<RunProgress.State> activity(RunOverview run) {
    try {
      return RunProgress.read(run.run().path()).map(RunProgress::state);
    } catch (IOException e) {
      return Optional.empty(); // of another version
    }
  }

  /// Whether nothing of it changes any more.
  boolean isOver() {
    return state != RunState.RUNNING && state != RunState.CUT_OFF;
  }

  /// Whether a text is part of what it is called, or of why it ended.
  ///
  /// @param text in lower case
  boolean has(String text) {
    return contains(id, text)
        || labels.name().filter(name -> contains(name, text)).isPresent()
        || reason.filter(why -> contains(why, text)).isPresent()
        || labels.tags()
            .entrySet()
            .stream()
            .anyMatch(tag -> contains(tag.getKey() + '=' + tag.getValue(), text));
  }

  private static boolean contains(String whole, String text) {
    return whole.toLowerCase(Locale.ROOT).contains(text);
  }

  void write(JsonGenerator json, Instant now) {
    json.writeStringProperty("id", id);
    labels.write(json);
    json.writeStringProperty("state", state.word());
    JsonText.optional(json, "activity", activity.map(RunProgress.State::word));
    JsonText.optional(json, "started", started.map(Instant::toString));
    JsonText.optional(json, "ended", ended.map(Instant::toString));
    Fields.seconds(
        json,
        "duration_seconds",
        state == RunState.RUNNING ? started.map(s -> Duration.between(s, now)) : took);
    JsonText.number(json, "exit_status", exitStatus);
    JsonText.number(json, "total", counts.tasks());
    json.writeNumberProperty("succeeded", counts.succeeded());
    json.writeNumberProperty("failed", counts.failed());
    json.writeNumberProperty("other", Math.max(0, counts.other() - counts.notEnded()));
    json.writeNumberProperty("not_ended", counts.notEnded());
    JsonText.optional(json, "reason", reason);
  }
}
