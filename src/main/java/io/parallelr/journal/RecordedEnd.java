package io.parallelr.journal;

import io.parallelr.os.ChildProcess;
import io.parallelr.os.NativeText;
import io.parallelr.os.Signals;
import io.parallelr.os.TaskEnds;
import io.parallelr.task.Outcome;
import io.parallelr.task.Signal;
import io.parallelr.task.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// An attempt that ended after its supervisor had died, and whose end was recorded beside the
/// journal. Immutable.
///
/// @param start what the journal says of its begin
public record RecordedEnd(TaskRecord start, TaskEnds.End end) {
  /// Those of a run, in the order in which they ended. Reads the journal only if there are any.
  ///
  /// @throws java.io.InterruptedIOException if this thread was interrupted; its flag is cleared
  /// @throws IOException if the records or the journal cannot be read
  public static List<RecordedEnd> of(RunDirectory run) throws IOException {
    var ends = TaskEnds.all(run.path());
    if (ends.isEmpty()) {
      return List.of();
    }
    var starts = OpenStarts.of(run);
    var ended = new ArrayList<RecordedEnd>();
    for (var end : ends) {
      var start = starts.get(end.slot());
      if (start != null) {
        ended.add(new RecordedEnd(start, end));
      }
    }
    ended.sort(Comparator.comparing((RecordedEnd e) -> e.end().recorded()));
    return ended;
  }

  /// How long it ran.
  public Duration ran() {
    return start.started()
        .map(began -> Duration.between(began, end.recorded()))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }

  /// How a process ended, as a sentence without its full stop: `Exit code 3`; empty if
  /// it succeeded.
  public static Optional<String> error(ChildProcess.Exit exit) {
    return Descriptions.error(outcome(exit));
  }

  private static Outcome outcome(ChildProcess.Exit exit) {
    return switch (exit) {
      case ChildProcess.Exited(var code, _) -> new Outcome.Exited(code);
      case ChildProcess.Killed(var number, _) ->
        new Outcome.Signalled(new Signal(number, Signals.name(number)));
    };
  }

  Status status() {
    return outcome(end.exit()).status();
  }

  /// The same as a line of the journal would say it, if its supervisor had lived.
  TaskRecord record(RunDirectory run) {
    var outcome = outcome(end.exit());
    var more = new HashMap<String, Object>();
    more.put("type", "task");
    more.put("status", outcome.status().name());
    more.put("final", true);
    more.put("end_time", new Timestamps(zone()).format(end.recorded()));
    more.put("duration_seconds", ran().toMillis() / 1e3);
    more.put("process_id", end.pid());
    Descriptions.exitCode(outcome).ifPresent(code -> more.put("exit_code", code));
    Descriptions.error(outcome).ifPresent(error -> more.put("error_message", error));
    more.put("stderr", ""); // it may have secrets, which only its run knew
    for (var stream : List.of("stdout", "stderr")) {
      var file = run.output(end.slot(), stream);
      if (NativeText.file(file).length() > 0) {
        more.put(stream + "_file", NativeText.of(run.path().relativize(file)));
      }
    }
    return new TaskRecord(
        start.name(),
        start.sequence(),
        start.attempt(),
        start.slot(),
        Optional.of(outcome.status()),
        true,
        start.result().with(more));
  }

  /// The offset of the start time: all times of a journal have the same.
  private ZoneOffset zone() {
    try {
      return start.result()
          .text("start_time")
          .map(text -> OffsetDateTime.parse(text).getOffset())
          .orElse(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return ZoneOffset.UTC;
    }
  }
}
