package io.parallelr.top;

import io.parallelr.history.RunOverview;
import io.parallelr.history.Runs;
import io.parallelr.journal.RunDirectory;
import io.parallelr.json.JsonObject;
import io.parallelr.task.Count;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a run came to.
///
/// @param last what was seen of it before it was over
record EndedRow(RunDirectory run, RunRow last) {
  /// Reads it from what the run has written down at its end.
  ///
  /// @param failures the latest
  /// @param open how many tasks it began and recorded no end of
  RunRow of(List<FailureRow> failures, int open, Instant now) {
    var overview = new Runs(run.path().resolveSibling(".").normalize()).overview(run);
    var counts = overview.map(RunOverview::counts);
    var record = overview.map(RunOverview::record).orElse(JsonObject.EMPTY);
    long failed = counts.map(RunOverview.Counts::failed).orElse(0L);
    return new RunRow(
        run.id(),
        last.label(),
        last.isServer(),
        last.pid(),
        overview.map(o -> state(o, record, open)).orElse("gone"),
        RunRow.Phase.OVER,
        counts.flatMap(RunOverview.Counts::tasks).or(last::tasks),
        counts.map(RunOverview.Counts::succeeded).orElse(0L) + failed
            + record.number("cancelled").orElse(0L) + record.number("skipped").orElse(0L),
        failed,
        last.slots(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        overview.flatMap(o -> o.took(now)).orElse(last.elapsed()),
        List.of(),
        failures);
  }

  private static String state(RunOverview overview, JsonObject record, int open) {
    return switch (overview.state()) {
      case CUT_OFF -> "cut off; %s may still run, and --resume takes up what is left"
          .formatted(Count.of(open, "task"));
      case STOPPED -> "stopped: " + record.text("reason").orElse("it was drained");
      default -> overview.state().word()
          + record.number("exit_status").map(", exit code %d"::formatted).orElse("");
    };
  }
}
