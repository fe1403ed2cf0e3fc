package io.parallelr.figures;

import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import io.parallelr.journal.TaskRecords;
import io.parallelr.task.Identities;
import io.parallelr.task.Identities.Identity;
import java.io.IOException;
import java.util.List;

/// The last results of all tasks of a run by what they are known by: some thirty bytes for each.
/// For one thread.
final class RunIndex {
  private static final int LEAST = 1 << 10;
  private static final List<Result> RESULTS = List.of(Result.values());

  private final Names names;
  private long[] high = new long[LEAST];
  private long[] low = new long[LEAST];
  private long[] nanos = new long[LEAST];
  private int[] sequences = new int[LEAST];
  private byte[] results = new byte[LEAST]; // Result, as its place plus 1; 0 for an empty place
  private int size;

  /// How a task ended, as far as it matters for a comparison.
  enum Result {
    SUCCEEDED, FAILED,
    /// Its result was taken over from an earlier run, so its duration is unknown.
    SUCCEEDED_EARLIER,
    /// The same, without success.
    FAILED_EARLIER,
    /// It was cancelled, or its end is not recorded.
    NONE;

    boolean isFailure() {
      return this == FAILED || this == FAILED_EARLIER;
    }
  }

  /// What a task is known by: the arguments of its line, or the path of its file, perhaps without
  /// the directory that all have in common.
  ///
  /// @param skipped how many characters at the beginning of paths are left out
  record Names(Identities identities, int skipped) {
    Identity of(TaskRecord task) {
      int occurrence = task.occurrence();
      return occurrence > 0
          ? identities.ofArguments(task.arguments(), occurrence)
          : identities.ofName(task.name().substring(Math.min(skipped, task.name().length())));
    }
  }

  /// What is done with the tasks.
  @FunctionalInterface
  interface Each {
    void take(Identity task, Entry entry);
  }

  /// What is known of a task.
  ///
  /// @param nanos how long its last attempt took
  /// @param sequence its number in the run
  record Entry(Result result, long nanos, int sequence) {
    static final Entry NONE = new Entry(Result.NONE, 0, 0);
  }

  private RunIndex(Names names) {
    this.names = names;
  }

  /// Reads the journal of a run.
  ///
  /// @throws IOException if it is missing or cannot be read
  static RunIndex read(RunDirectory run, Names names) throws IOException {
    var index = new RunIndex(names);
    TaskRecords.each(run, index::take);
    return index;
  }

  private void take(TaskRecord task) {
    put(
        names.of(task),
        new Entry(result(task), task.duration().toNanos(), task.sequence()));
  }

  private static Result result(TaskRecord task) {
    if (task.status().isEmpty()) {
      return Result.NONE;
    }
    return switch (task.status().get()) {
      case SUCCESS -> Result.SUCCEEDED;
      case FAILED, TIMEOUT, ERROR -> Result.FAILED;
      case CANCELLED -> Result.NONE;
      case SKIPPED -> task.isFailure() ? Result.FAILED_EARLIER : Result.SUCCEEDED_EARLIER;
    };
  }

  private void put(Identity task, Entry entry) {
    if (size >= high.length / 4 * 3) {
      grow();
    }
    int place = place(task.high(), task.low());
    size += results[place] == 0 ? 1 : 0;
    high[place] = task.high();
    low[place] = task.low();
    nanos[place] = entry.nanos();
    sequences[place] = entry.sequence();
    results[place] = (byte) (RESULTS.indexOf(entry.result()) + 1);
  }

  /// Where a task is, or would be.
  private int place(long wantedHigh, long wantedLow) {
    int place = (int) wantedLow & (high.length - 1); // the identity is as random as it can be
    while (results[place] != 0 && (high[place] != wantedHigh || low[place] != wantedLow)) {
      place = (place + 1) & (high.length - 1);
    }
    return place;
  }

  private void grow() {
    var oldHigh = high;
    var oldLow = low;
    var oldNanos = nanos;
    var oldSequences = sequences;
    var oldResults = results;
    high = new long[oldHigh.length * 2];
    low = new long[high.length];
    nanos = new long[high.length];
    sequences = new int[high.length];
    results = new byte[high.length];
    for (int i = 0; i < oldHigh.length; i++) {
      if (oldResults[i] != 0) {
        int place = place(oldHigh[i], oldLow[i]);
        high[place] = oldHigh[i];
        low[place] = oldLow[i];
        nanos[place] = oldNanos[i];
        sequences[place] = oldSequences[i];
        results[place] = oldResults[i];
      }
    }
  }

  boolean has(Identity task) {
    return results[place(task.high(), task.low())] != 0;
  }

  /// What is known of a task; [Entry#NONE] if it is not there.
  Entry get(Identity task) {
    return entry(place(task.high(), task.low()));
  }

  private Entry entry(int place) {
    return results[place] == 0
        ? Entry.NONE
        : new Entry(RESULTS.get(results[place] - 1), nanos[place], sequences[place]);
  }

  /// Hands out all, in no order.
  void each(Each each) {
    for (int place = 0; place < high.length; place++) {
      if (results[place] != 0) {
        each.take(new Identity(high[place], low[place]), entry(place));
      }
    }
  }
}
