package io.parallelr.top;

import java.util.List;

/// The output of a task that is followed, as far as it is kept.
///
/// @param run id of the run
/// @param task its name; may hold anything
/// @param dropped how many lines there were before the first of these
record Followed(String run, int sequence, String task, List<OutputLine> lines, long dropped) {
  Followed {
    lines = List.copyOf(lines);
  }
}
