package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The attempts that a run began and recorded no end of: at most one for each slot. For one thread.
final class OpenStarts implements JournalReader.Visitor {
  private final Map<Integer, TaskRecord> starts = new HashMap<>();

  private OpenStarts() {}

  /// Those of a run, by slot.
  ///
  /// @throws java.io.InterruptedIOException if this thread was interrupted; its flag is cleared
  /// @throws IOException if the journal cannot be read
  static Map<Integer, TaskRecord> of(RunDirectory run) throws IOException {
    var open = new OpenStarts();
    for (var file : run.journal()) {
      new JournalReader(file, open).read();
    }
    return open.starts;
  }

  @Override
  public void entry(JournalEntry entry, JsonObject line) {
    if (entry.isStart()) {
      starts.put(entry.slot(), TaskRecord.of(entry, line));
    } else {
      starts.computeIfPresent(
          entry.slot(),
          (_, start) -> start.sequence() == entry.sequence() ? null : start);
    }
  }
}
