package io.parallelr.report;

import io.parallelr.figures.Change;
import io.parallelr.figures.RunComparison;
import io.parallelr.history.RunOverview;
import java.time.Instant;
import java.util.List;

/// Two runs and how their tasks differ.
///
/// @param shown the changes that matter, in the order in which they are shown
/// @param now for a run that is not over
public record ComparedRuns(
    RunOverview first,
    RunOverview second,
    RunComparison comparison,
    RunComparison.Rules rules,
    List<Change> shown,
    Instant now) {

  public ComparedRuns {
    shown = List.copyOf(shown);
  }

  /// Whether any task has changed in a way that matters.
  public boolean differ() {
    return shown.stream().anyMatch(change -> comparison.count(change) > 0);
  }
}
