package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.history.Runs;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import io.parallelr.journal.TaskRecords;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How long the tasks of a batch took when they last ran, from the journals of the newest runs.
final class EarlierDurations {
  private static final Logger log = LoggerFactory.getLogger(EarlierDurations.class);
  /// Runs that are read at most, and how much of a journal.
  private static final int MOST_RUNS = 20;
  private static final long LARGEST_JOURNAL = 1L << 28;
  private static final long UNKNOWN = -1;

  private final Map<String, Integer> tasks = new HashMap<>(); // their numbers, by what they are
  private final long[] nanos;
  private final int[] foundIn; // which run, from 1
  private int known;

  private EarlierDurations(Batch batch) {
    nanos = new long[batch.size()];
    foundIn = new int[batch.size()];
    Arrays.fill(nanos, UNKNOWN);
    for (int i = 0; i < batch.size(); i++) {
      var task = batch.task(i);
      tasks.put(key(task.name(), task.input().arguments(), task.input().occurrence()), i);
    }
  }

  /// Reads the newest runs, until the durations of all tasks are known.
  ///
  /// @param id of the run that is about to begin
  static EarlierDurations of(Runs runs, Batch batch, String id) {
    var durations = new EarlierDurations(batch);
    int read = 0;
    for (var run : runs.all()) {
      if (read == MOST_RUNS || durations.known == batch.size()) {
        break;
      }
      if (!run.id().equals(id)) {
        read++;
        durations.read(run, read);
      }
    }
    return durations;
  }

  private void read(RunDirectory run, int number) {
    try {
      if (run.results().toFile().length() <= LARGEST_JOURNAL) {
        TaskRecords.each(run, record -> take(record, number));
      }
    } catch (IOException e) {
      log.debug("durations of run {} are not known: {}", run.id(), Reason.withPath(e));
    }
  }

  private void take(TaskRecord record, int run) {
    if (!record.ran() || !record.isFinal()) {
      return;
    }
    var index = tasks.get(
        key(
            record.name(),
            record.arguments(),
            record.result().number("occurrence").orElse(0L).intValue()));
    if (index != null && (foundIn[index] == 0 || foundIn[index] == run)) {
      known += foundIn[index] == 0 ? 1 : 0;
      foundIn[index] = run;
      nanos[index] = record.duration().toNanos();
    }
  }

  private static String key(String name, List<String> arguments, int occurrence) {
    return occurrence > 0 ? occurrence + "\0" + String.join("\0", arguments) : name;
  }

  /// How long a task took; negative if that is not known.
  long nanos(int task) {
    return nanos[task];
  }
}
