package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Reads the journal of one run, however long it is, and hands out each attempt that begins or
/// ends, in the order in which that happened. Ends that were recorded beside the journal, as the
/// supervisor was dead, come last.
public final class TaskRecords implements JournalReader.Visitor {
  static final Set<String> FIELDS = allFields();

  private final Consumer<TaskRecord> taker;

  private TaskRecords(Consumer<TaskRecord> taker) {
    this.taker = taker;
  }

  private static Set<String> allFields() {
    var fields = new TreeSet<>(JournalEntry.FIELDS);
    fields.addAll(TaskRecord.FIELDS);
    return Set.copyOf(fields);
  }

  /// Reads it. A line that is damaged, or not yet whole, is left out.
  ///
  /// @throws java.io.InterruptedIOException if this thread was interrupted; its flag is cleared
  /// @throws IOException if the journal is missing or cannot be read
  public static void each(RunDirectory run, Consumer<TaskRecord> taker) throws IOException {
    for (var file : files(run)) {
      new JournalReader(file, new TaskRecords(taker)).read();
    }
    for (var end : RecordedEnd.of(run)) {
      taker.accept(end.record(run));
    }
  }

  /// The files of a journal that can be read.
  ///
  /// @throws IOException if there is none
  static List<Path> files(RunDirectory run) throws IOException {
    var files = run.journal();
    if (files.isEmpty()) {
      throw new UnusableJournalException(
          "the journal %s is missing; nothing is known of its tasks".formatted(run.results()));
    }
    for (var file : files) {
      if (!Files.isRegularFile(file)) {
        throw new UnusableJournalException(file + " is not a regular file");
      }
    }
    return files;
  }

  @Override
  public Set<String> fields() {
    return FIELDS;
  }

  @Override
  public void entry(JournalEntry entry, JsonObject line) {
    taker.accept(TaskRecord.of(entry, line));
  }
}
