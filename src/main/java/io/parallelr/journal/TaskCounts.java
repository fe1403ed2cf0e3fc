package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.task.Status;
import java.io.IOException;
import java.util.BitSet;

/// How many tasks of a run ended how, as its journal says, and what was recorded beside it.
///
/// @param succeeded in this run
/// @param failed in this run, those included that wait for another attempt
/// @param other cancelled or skipped
/// @param highest the highest number of a task; 0 if there is none
public record TaskCounts(long succeeded, long failed, long other, int highest) {

  /// Reads the journal, of which little is kept in memory. A line that is damaged, or not yet
  /// whole, is left out.
  ///
  /// @throws java.io.InterruptedIOException if this thread was interrupted; its flag is cleared
  /// @throws IOException if the journal is missing or cannot be read
  public static TaskCounts read(RunDirectory run) throws IOException {
    var counting = new Counting();
    for (var file : TaskRecords.files(run)) {
      new JournalReader(file, counting).read();
    }
    for (var end : RecordedEnd.of(run)) {
      counting.ended(end.status());
    }
    return counting.counts();
  }

  private static final class Counting implements JournalReader.Visitor {
    private final BitSet unretried = new BitSet(); // failed, not for good
    private long succeeded;
    private long failed;
    private long other;
    private int highest;

    @Override
    public void entry(JournalEntry entry, JsonObject line) {
      highest = Math.max(highest, entry.sequence());
      unretried.clear(entry.sequence());
      if (entry.isStart()) {
        return;
      }
      if (!entry.isFinal()) {
        unretried.set(entry.sequence());
        return;
      }
      ended(entry.result().orElse(Status.CANCELLED));
    }

    private void ended(Status status) {
      switch (status) {
        case SUCCESS -> succeeded++;
        case FAILED, TIMEOUT, ERROR -> failed++;
        case CANCELLED, SKIPPED -> other++;
      }
    }

    private TaskCounts counts() {
      return new TaskCounts(succeeded, failed + unretried.cardinality(), other, highest);
    }
  }
}
