package io.parallelr.top;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A run, as it was at one moment.
///
/// @param label its name, if its user has given it one
/// @param isServer whether it is what a server runs, whose tasks no journal tells of
/// @param pid of its supervisor
/// @param state in words
/// @param phase what the state means for what can be done
/// @param tasks how many it has; empty if that shows only as they arrive
/// @param done how many have ended for good, failed ones included
/// @param retries how many have failed and wait for another attempt
/// @param waitsFor why it starts nothing though tasks wait
/// @param limits how far failures are from where the run stops; empty where nothing stops it
/// @param rate ends in a second; empty if that cannot be told yet
/// @param remaining until all have ended, at that rate
/// @param running what runs, by slot
/// @param failures the latest, the newest first
record RunRow(
    String id,
    Optional<String> label,
    boolean isServer,
    int pid,
    String state,
    Phase phase,
    Optional<Long> tasks,
    long done,
    long failed,
    int slots,
    int retries,
    Optional<String> waitsFor,
    Optional<String> limits,
    Optional<Double> rate,
    Optional<Duration> remaining,
    Duration elapsed,
    List<TaskRow> running,
    List<FailureRow> failures) {

  RunRow {
    running = List.copyOf(running);
    failures = List.copyOf(failures);
  }

  /// Where a run is in its life.
  enum Phase {
    /// It starts tasks, or will.
    RUNNING,
    /// It starts none until it is told to continue.
    PAUSED,
    /// It starts none any more.
    ENDING,
    /// Its supervisor is gone.
    OVER
  }

  boolean isAlive() {
    return phase != Phase.OVER;
  }
}
