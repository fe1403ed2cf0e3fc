package io.parallelr.journal;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the journal of a live run says about one task: each look reads what is new. For one thread.
public final class TaskTail {
  private final JournalTail journal;
  private final int sequence;
  private final Map<Integer, TaskRecord> begins = new HashMap<>(); // by attempt
  private final Map<Integer, TaskRecord> ends = new HashMap<>();

  public TaskTail(RunDirectory run, int sequence) {
    this.journal = new JournalTail(run, this::take);
    this.sequence = sequence;
  }

  /// Reads what is new.
  ///
  /// @throws IOException if the journal cannot be read
  public void look() throws IOException {
    journal.look();
  }

  private void take(TaskRecord record) {
    if (record.sequence() == sequence) {
      (record.status().isEmpty() ? begins : ends).put(record.attempt(), record);
    }
  }

  /// The begin of an attempt, if it has begun.
  public Optional<TaskRecord> begin(int attempt) {
    return Optional.ofNullable(begins.get(attempt));
  }

  /// The end of an attempt, if it has ended.
  public Optional<TaskRecord> end(int attempt) {
    return Optional.ofNullable(ends.get(attempt));
  }
}
