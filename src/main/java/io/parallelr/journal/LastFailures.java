package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.os.NativeText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;

/// The tasks of a run that have failed last, from the end of its journal alone: however long that
/// is, this takes the same short time.
public final class LastFailures {
  private static final int TAIL = 1 << 20;

  private LastFailures() {}

  /// Finds them, the last first. None may be found though there are some, if much happened since.
  ///
  /// @param most how many at most
  /// @throws IOException if the journal cannot be read
  public static List<TaskRecord> of(RunDirectory run, int most) throws IOException {
    var text = tail(run);
    var found = new ArrayList<TaskRecord>();
    int end = text.length; // of a line, or rather of what is not yet whole
    while (end > 0 && text[end - 1] != '\n') {
      end--;
    }
    while (end > 0 && found.size() < most) {
      int from = end - 1;
      while (from > 0 && text[from - 1] != '\n') {
        from--;
      }
      if (from > 0 || text.length < TAIL) { // else its begin may be missing
        add(text, from, end - 1 - from, found);
      }
      end = from;
    }
    return found;
  }

  private static byte[] tail(RunDirectory run) throws IOException {
    try (var file = new RandomAccessFile(NativeText.file(run.results()), "r")) {
      long length = file.length();
      var tail = new byte[(int) Math.min(length, TAIL)];
      file.seek(length - tail.length);
      file.readFully(tail);
      return tail;
    } catch (FileNotFoundException e) {
      return new byte[0]; // nothing has begun
    }
  }

  private static void add(byte[] text, int from, int length, List<TaskRecord> found) {
    if (Checksum.check(text, from, length) == Checksum.Verdict.BAD) {
      return; // its task counts as not seen
    }
    try {
      var line = JsonObject.parse(text, from, length, TaskRecords.FIELDS);
      if (line.text("type").filter("task"::equals).isPresent()) {
        var record = TaskRecord.of(JournalEntry.of(line, false, 0), line);
        if (record.isFinal() && record.isFailure()) {
          found.add(record);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // the same
    }
  }
}
