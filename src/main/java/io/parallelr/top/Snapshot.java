package io.parallelr.top;

import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/// All runs that are watched, at one moment.
///
/// @param time of the day
/// @param problem why what is shown may be old or not all
record Snapshot(LocalTime time, List<RunRow> runs, Optional<String> problem) {
  /// When nothing has been looked at yet.
  static final Snapshot NONE = new Snapshot(LocalTime.MIDNIGHT, List.of(), Optional.empty());

  Snapshot {
    runs = List.copyOf(runs);
  }

  /// The run with an id.
  Optional<RunRow> run(String id) {
    return runs.stream().filter(run -> run.id().equals(id)).findFirst();
  }
}
