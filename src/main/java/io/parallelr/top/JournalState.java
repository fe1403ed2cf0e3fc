package io.parallelr.top;

import io.parallelr.journal.TaskRecord;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the journal of a run says of it so far, taken line by line; only what is shown is kept. For
/// one thread.
final class JournalState {
  private static final int MOST_FAILURES = 50;

  private final Map<Integer, TaskRecord> open = new HashMap<>(); // begins without an end, by slot
  private final Set<Integer> unretried = new HashSet<>(); // failed, but not for good
  private final ArrayDeque<TaskRecord> failures = new ArrayDeque<>(); // the newest first
  private final Map<Integer, TaskRecord> watched = new HashMap<>(); // latest lines, by sequence
  private long ended;
  private long failed;
  private long succeeded;
  private int failuresInARow;

  void take(TaskRecord record) {
    watched.computeIfPresent(record.sequence(), (_, _) -> record);
    if (record.status().isEmpty()) {
      unretried.remove(record.sequence());
      open.put(record.slot(), record);
      return;
    }
    open.computeIfPresent(
        record.slot(), (_, begun) -> begun.sequence() == record.sequence() ? null : begun);
    if (!record.isFinal()) {
      unretried.add(record.sequence());
      return;
    }
    unretried.remove(record.sequence());
    switch (record.status().get()) {
      case SUCCESS -> {
        ended++;
        succeeded++;
        failuresInARow = 0;
      }
      case FAILED, TIMEOUT, ERROR -> {
        ended++;
        failed++;
        failuresInARow++;
        failures.addFirst(record);
        if (failures.size() > MOST_FAILURES) {
          failures.removeLast();
        }
      }
      case CANCELLED -> ended++;
      case SKIPPED -> {
        // an earlier run has its result
      }
    }
  }

  /// Those that have begun and not ended.
  Collection<TaskRecord> open() {
    return open.values();
  }

  Optional<TaskRecord> open(int slot) {
    return Optional.ofNullable(open.get(slot));
  }

  /// How many have failed and wait for another attempt.
  int retries() {
    return unretried.size();
  }

  /// The latest failures, the newest first.
  List<TaskRecord> failures() {
    return List.copyOf(failures);
  }

  /// How many have ended for good in this run.
  long ended() {
    return ended;
  }

  /// How many of them have succeeded.
  long succeeded() {
    return succeeded;
  }

  Optional<String> describe(StopLimits limits) {
    return limits.describe(failuresInARow, failed, succeeded + failed);
  }

  /// Keeps the latest line of a task from now on.
  void watch(TaskRecord record) {
    watched.clear();
    watched.put(record.sequence(), record);
  }

  /// The latest line of a task that is watched.
  Optional<TaskRecord> latest(int sequence) {
    return Optional.ofNullable(watched.get(sequence));
  }
}
