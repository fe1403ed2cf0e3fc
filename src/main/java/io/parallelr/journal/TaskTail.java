package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the journal of a run that goes on says of one task: each look reads what is new. For
/// one thread.
public final class TaskTail {
  private static final int CHUNK = 1 << 20;

  private final RunDirectory run;
  private final int sequence;
  private final Map<Integer, TaskRecord> begins = new HashMap<>(); // by attempt
  private final Map<Integer, TaskRecord> ends = new HashMap<>();
  private byte[] buffer = new byte[CHUNK];
  private long position;

  public TaskTail(RunDirectory run, int sequence) {
    this.run = run;
    this.sequence = sequence;
  }

  /// Reads what is new.
  public void look() throws IOException {
    try (var file = new RandomAccessFile(NativeText.file(run.results()), "r")) {
      if (file.length() < position) { // it was put aside as a part
        TaskRecords.each(run, this::take);
        position = 0;
      }
      file.seek(position);
      int filled = 0;
      for (int n = file.read(buffer); n > 0; n =
          file.read(buffer, filled, buffer.length - filled)) {
        filled += n;
        int used = lines(filled);
        position += used;
        System.arraycopy(buffer, used, buffer, 0, filled - used);
        filled -= used;
        if (filled == buffer.length) {
          buffer = Arrays.copyOf(buffer, filled * 2);
        }
      }
    }
  }

  /// @return how many bytes whole lines take
  private int lines(int filled) throws IOException {
    int from = 0;
    for (int i = 0; i < filled; i++) {
      if (buffer[i] == '\n') {
        line(from, i - from);
        from = i + 1;
      }
    }
    return from;
  }

  private void line(int from, int length) throws IOException {
    if (Checksum.check(buffer, from, length) == Checksum.Verdict.BAD) {
      return; // its task counts as not seen
    }
    var line = JsonObject.parse(buffer, from, length, TaskRecords.FIELDS);
    var type = line.text("type").orElse("");
    if (type.equals("start") || type.equals("task")) {
      take(TaskRecord.of(JournalEntry.of(line, type.equals("start"), 0), line));
    }
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
