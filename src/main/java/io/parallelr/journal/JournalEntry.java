package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.task.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a line of the journal says of an attempt: that it begins, or how it ended.
///
/// @param position of the line in its file
/// @param result empty if it begins
/// @param byRequest whether a task that was cancelled was so by request
/// @param occurrence among lines with the same arguments, from 1; 0 if that is not recorded
/// @param earlier where the result is, if it was not run
record JournalEntry(
    long position,
    String task,
    int sequence,
    int attempt,
    int slot,
    Optional<Status> result,
    boolean isFinal,
    boolean byRequest,
    List<String> arguments,
    int occurrence,
    Optional<FileStamp> stamp,
    Optional<Earlier> earlier) {

  static final Set<String> FIELDS = Set.of(
      "type",
      "task",
      "sequence",
      "attempt",
      "worker_id",
      "status",
      "final",
      "by_request",
      "arguments",
      "occurrence",
      "task_size",
      "task_modified_ms",
      "earlier",
      // of the head
      "schema_version",
      "session_id",
      "start_time",
      "arguments_file",
      // of the summary
      "completed",
      "cancelled",
      "skipped");

  /// A result in the journal of another run.
  record Earlier(String run, int sequence, Status status) {}

  boolean isStart() {
    return result.isEmpty();
  }

  /// Takes one from a line of that type.
  ///
  /// @throws IOException if something is missing without which it says nothing
  /// @throws IllegalArgumentException if its status is none
  static JournalEntry of(JsonObject line, boolean isStart, long position) throws IOException {
    var task = line.text("task").filter(t -> !t.isEmpty()).orElseThrow(() -> missing("task"));
    int sequence = line.number("sequence").orElseThrow(() -> missing("sequence")).intValue();
    var result = isStart
        ? Optional.<Status>empty()
        : Optional.of(Status.valueOf(line.text("status").orElseThrow(() -> missing("status"))));
    boolean isFinal = !isStart && line.truth("final").orElseThrow(() -> missing("final"));
    return new JournalEntry(
        position,
        task,
        sequence,
        line.number("attempt").orElse(1L).intValue(),
        line.number("worker_id").orElse(0L).intValue(),
        result,
        isFinal,
        line.truth("by_request").orElse(false),
        line.texts("arguments"),
        line.number("occurrence").orElse(0L).intValue(),
        line.number("task_size")
            .flatMap(s -> line.number("task_modified_ms").map(m -> new FileStamp(s, m))),
        line.object("earlier").map(JournalEntry::earlier));
  }

  private static Earlier earlier(JsonObject object) {
    return new Earlier(
        object.text("session_id").orElse(""),
        object.number("sequence").orElse(0L).intValue(),
        Status.valueOf(object.text("status").orElse("")));
  }

  private static IOException missing(String field) {
    return new IOException("no " + field);
  }
}
