package io.parallelr.store;

import io.parallelr.job.Intent;
import io.parallelr.job.RecordedStep;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepState;
import io.parallelr.job.Waits;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// All that is stored of a step.
record StoredStep(
    long job,
    int place,
    StepState state,
    int attempt,
    Waits waits,
    Optional<Intent> intent,
    Optional<StepEnd> end,
    Optional<Instant> started,
    Optional<Instant> ended) {

  /// Of the jobs whose numbers are in the array that is its one parameter.
  static final String SELECT = """
      SELECT job, place, state, attempt, not_before, hold, intent, end_facts, started, ended
        FROM step WHERE job IN (SELECT value FROM json_each(?)) ORDER BY job, place""";

  static StoredStep read(ResultSet row) throws SQLException, IOException {
    var state = Fields.word(row.getString(3), StepState.class);
    var intent = Columns.text(row, 7);
    return new StoredStep(
        row.getLong(1),
        row.getInt(2),
        state,
        row.getInt(4),
        new Waits(Times.instant(row.getLong(5)), Columns.number(row, 6).map(Times::hold)),
        intent.isPresent()
            ? Optional.of(Fields.word(intent.get(), Intent.class))
            : Optional.empty(),
        state.isOver() ? Optional.of(EndJson.end(state, Columns.text(row, 8))) : Optional.empty(),
        Times.instant(Columns.number(row, 9)),
        Times.instant(Columns.number(row, 10)));
  }

  /// A step without a row.
  static StoredStep untouched(long job, int place) {
    return new StoredStep(
        job,
        place,
        StepState.PENDING,
        1,
        Waits.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  StepRow row(String name) {
    return new StepRow(name, state, attempt, waits.hold(), started, end, ended);
  }

  RecordedStep recorded() {
    return switch (state) {
      case PENDING -> new RecordedStep.Pending(attempt, waits);
      case READY -> new RecordedStep.Ready(attempt);
      case RUNNING -> new RecordedStep.Running(attempt, intent);
      default -> new RecordedStep.Ended(attempt, end.orElseThrow());
    };
  }
}
