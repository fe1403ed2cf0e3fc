package io.parallelr.store;

import io.parallelr.job.JobState;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Adds and deletes jobs that have ended.
final class EndedJobs {
  private static final String HAS = "SELECT seq FROM job WHERE id = ?";
  private static final String INSERT_JOB = """
      INSERT INTO job (seq, id, dialect, name, user, lane, variables, spec, state, verdict,
        verdict_facts, created, not_before, failure, stop, started, ended)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ENDED', ?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String INSERT_STEP = """
      INSERT INTO step (job, place, name, state, attempt, not_before, end_facts, started, ended)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String ENDED = "SELECT seq FROM job WHERE id = ? AND state = 'ENDED'";
  private static final String DELETE_STEPS = "DELETE FROM step WHERE job = ?";
  private static final String DELETE_JOB = "DELETE FROM job WHERE seq = ?";

  private final LiveJobs live;
  private final Faults faults;

  EndedJobs(LiveJobs live, Faults faults) {
    this.live = live;
    this.faults = faults;
  }

  /// Adds those that are not there, in a transaction of the caller.
  void add(Session session, List<JobRow> jobs) throws SQLException, IOException {
    for (var job : jobs) {
      if (job.state() != JobState.ENDED) {
        throw new IllegalArgumentException("job %s has not ended".formatted(job.id()));
      }
      if (session.query(HAS, row -> row.getLong(1), job.id()).isEmpty()) {
        add(session, job);
      }
    }
  }

  private void add(Session session, JobRow job) throws SQLException, StoreException {
    long seq = live.nextSeq();
    var places = new LiveJob(seq, job.spec());
    var verdict = job.verdict()
        .orElseThrow(
            () -> new IllegalArgumentException("job %s has no verdict".formatted(job.id())));
    session.update(
        INSERT_JOB,
        seq,
        job.id(),
        job.head().dialect(),
        job.head().name(),
        job.head().user(),
        job.spec().lane(),
        job.head().variables(),
        SpecJson.bytes(job.spec()),
        EndJson.word(verdict),
        EndJson.facts(verdict).orElse(null),
        Times.number(job.created()),
        Times.number(job.waits().notBefore()),
        job.course().failure().flatMap(places::place).orElse(null),
        job.course().stop().map(Enum::name).orElse(null),
        job.started().map(Times::number).orElse(null),
        job.ended().map(Times::number).orElse(null));
    for (var step : job.steps()) {
      add(session, places, step);
    }
  }

  private void add(Session session, LiveJob job, StepRow step)
      throws SQLException, StoreException {
    int place = job.place(step.name())
        .orElseThrow(() -> faults.broken("there is no step " + step.name()));
    session.update(
        INSERT_STEP,
        job.seq(),
        place,
        step.name(),
        step.state().name(),
        step.attempt(),
        Times.number(Instant.MIN),
        step.end().flatMap(EndJson::facts).orElse(null),
        step.started().map(Times::number).orElse(null),
        step.ended().map(Times::number).orElse(null));
  }

  /// Deletes those that are there and have ended, in a transaction of the caller.
  void delete(Session session, Collection<String> ids)
      throws SQLException, IOException {
    for (var id : ids) {
      for (long seq : session.query(ENDED, row -> row.getLong(1), id)) {
        session.update(DELETE_STEPS, seq);
        session.update(DELETE_JOB, seq);
      }
    }
  }
}
