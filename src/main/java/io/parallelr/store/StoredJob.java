package io.parallelr.store;

import io.parallelr.job.Countdown;
import io.parallelr.job.Intent;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Verdict;
import io.parallelr.job.Waits;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All that is stored of a job but its steps.
record StoredJob(
    long seq,
    String id,
    JobHead head,
    JobSpec spec,
    JobState state,
    Optional<Verdict> verdict,
    Waits waits,
    Recorded.Course course,
    Instant created,
    Optional<Instant> started,
    Optional<Instant> ended) {

  /// To be followed by conditions.
  static final String SELECT = """
      SELECT seq, id, dialect, name, user, variables, spec, state, verdict, verdict_facts,
        not_before, hold, deadline, time_left, failure, stop, created, started, ended FROM job
      """;

  static StoredJob read(ResultSet row, SpecCache specs) throws SQLException, IOException {
    var spec = specs.spec(row.getBytes(7));
    var verdict = Columns.text(row, 9);
    return new StoredJob(
        row.getLong(1),
        row.getString(2),
        new JobHead(row.getString(3), row.getString(4), row.getString(5), row.getString(6)),
        spec,
        Fields.word(row.getString(8), JobState.class),
        verdict.isPresent()
            ? Optional.of(EndJson.verdict(verdict.get(), Columns.text(row, 10)))
            : Optional.empty(),
        new Waits(Times.instant(row.getLong(11)), Columns.number(row, 12).map(Times::hold)),
        course(row, spec),
        Times.instant(row.getLong(17)),
        Times.instant(Columns.number(row, 18)),
        Times.instant(Columns.number(row, 19)));
  }

  private static Recorded.Course course(ResultSet row, JobSpec spec)
      throws SQLException, IOException {
    var failure = Columns.number(row, 15);
    var stop = Columns.text(row, 16);
    return new Recorded.Course(
        countdown(Columns.number(row, 13), Columns.number(row, 14)),
        failure.isPresent()
            ? Optional.of(step(spec, failure.get().intValue()).name())
            : Optional.empty(),
        stop.isPresent()
            ? Optional.of(Fields.word(stop.get(), Intent.class))
            : Optional.empty());
  }

  private static Countdown countdown(Optional<Long> deadline, Optional<Long> left) {
    if (deadline.isPresent()) {
      return new Countdown.Until(Times.instant(deadline.get()));
    }
    return left.isPresent()
        ? new Countdown.Stopped(Duration.ofNanos(left.get()))
        : new Countdown.None();
  }

  private static StepSpec step(JobSpec spec, int place) throws IOException {
    return place < spec.steps().size()
        ? spec.steps().get(place)
        : spec.handler().orElseThrow(() -> new IOException("there is no step " + place));
  }

  /// @param stored its steps that have rows, in their order
  JobRow row(List<StoredStep> stored) throws IOException {
    var rows = new ArrayList<StepRow>();
    for (var step : all(stored)) {
      rows.add(step.row(step(spec, step.place()).name()));
    }
    return new JobRow(seq, id, head, spec, state, verdict, waits, course, created, started, ended,
        rows);
  }

  /// @param stored its steps that have rows, in their order
  Recorded recorded(List<StoredStep> stored) {
    return new Recorded(
        id,
        spec,
        state,
        waits,
        course,
        all(stored).stream().map(StoredStep::recorded).toList());
  }

  private List<StoredStep> all(List<StoredStep> stored) {
    var all = new ArrayList<StoredStep>(spec.steps().size() + 1);
    int next = 0;
    for (int place = 0; place < spec.steps().size(); place++) {
      boolean hasRow = next < stored.size() && stored.get(next).place() == place;
      all.add(hasRow ? stored.get(next++) : StoredStep.untouched(seq, place));
    }
    all.addAll(stored.subList(next, stored.size())); // the handler
    return all;
  }
}
