package io.parallelr.top;

import java.time.Duration;
import java.util.Optional;

/// A task that runs, as it was at one moment.
///
/// @param sequence its number in the run; 0 if that is not known
/// @param name with its arguments; may hold anything
/// @param pid of the process that was started for it; 0 if it has none, as a flow that runs inside
///   its supervisor
/// @param limit of its time; empty for none
/// @param cpuPercent of one processor
/// @param bytes of resident memory, all its processes together
/// @param lastLine that it has printed; may hold anything
record TaskRow(
    int slot,
    int sequence,
    int attempt,
    String name,
    int pid,
    Duration age,
    Optional<Duration> limit,
    double cpuPercent,
    long bytes,
    String lastLine) {

  /// Whether another row shows the same task, be it another attempt.
  boolean isSameTask(TaskRow other) {
    return sequence == other.sequence && (sequence > 0 || slot == other.slot);
  }
}
