package io.parallelr.store;

import io.parallelr.job.JobEvent;
import io.parallelr.job.StepId;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Writes what happens to steps. The first thing that does makes the row.
final class StepWriter {
  private static final long ANY_TIME = Times.number(Instant.MIN);
  private static final String INSERT =
      "INSERT INTO step (job, place, name, state, attempt, not_before, ";
  private static final String READY = INSERT + """
      hold) VALUES (?, ?, ?, 'READY', 1, ?, NULL)
        ON CONFLICT DO UPDATE SET state = 'READY', not_before = excluded.not_before, hold = NULL
        WHERE state = 'PENDING'""";
  /// A step that was ready has no more time to wait for.
  private static final String HOLD = INSERT + """
      hold) VALUES (?, ?, ?, 'PENDING', 1, ?, ?)
        ON CONFLICT DO UPDATE SET state = 'PENDING', hold = excluded.hold
        WHERE state IN ('PENDING', 'READY')""";
  private static final String RESUME = """
      UPDATE step SET hold = NULL WHERE job = ? AND place = ? AND state = 'PENDING'""";
  private static final String START = """
      UPDATE step SET state = 'RUNNING', attempt = ?, intent = NULL
        WHERE job = ? AND place = ? AND state = 'READY'""";
  private static final String STOP =
      "UPDATE step SET intent = ? WHERE job = ? AND place = ? AND state = 'RUNNING'";
  private static final String RETRY = """
      UPDATE step SET state = 'PENDING', attempt = ?, not_before = ?, hold = NULL, intent = NULL
        WHERE job = ? AND place = ? AND state = 'RUNNING'""";
  private static final String END = INSERT + """
      end_facts, ended) VALUES (?, ?, ?, ?, 1, ?, ?, ?)
        ON CONFLICT DO UPDATE SET state = excluded.state, end_facts = excluded.end_facts,
        ended = excluded.ended WHERE state IN ('PENDING', 'READY', 'RUNNING')""";
  private static final String ADOPT = """
      UPDATE step SET attempt = ? WHERE job = ? AND place = ? AND state = 'RUNNING'""";
  private static final String BEGIN =
      "UPDATE step SET started = ? WHERE job = ? AND place = ? AND state = 'RUNNING'";
  private static final String ADD_HANDLER =
      INSERT + "hold) VALUES (?, ?, ?, 'PENDING', 1, ?, NULL)";

  private final Faults faults;

  StepWriter(Faults faults) {
    this.faults = faults;
  }

  /// @throws StoreException if the job has no such step
  int place(LiveJob job, String step, Object event) throws StoreException {
    return job.place(step)
        .orElseThrow(() -> faults.broken("%s of a step that is not there".formatted(event)));
  }

  void write(Session session, LiveJob job, JobEvent event) throws SQLException, StoreException {
    switch (event) {
      case JobEvent.StepReady e -> put(session, job, e.step(), e, READY, ANY_TIME);
      case JobEvent.StepHeld e -> put(session, job, e.step(), e, HOLD, ANY_TIME,
          Times.number(e.hold()));
      case JobEvent.StepResumed e -> change(session, job, e.step(), e, RESUME);
      case JobEvent.StepStarted e -> change(session, job, e.step(), e, START, e.attempt());
      case JobEvent.StepAdopted e -> change(session, job, e.step(), e, ADOPT, e.attempt());
      case JobEvent.StepStopping e -> change(session, job, e.step(), e, STOP, e.intent().name());
      case JobEvent.StepRetried e -> change(session, job, e.step(), e, RETRY, e.attempt(),
          Times.number(e.notBefore()));
      case JobEvent.StepEnded e -> put(session, job, e.step(), e, END, e.end().state().name(),
          ANY_TIME, EndJson.facts(e.end()).orElse(null), Times.number(e.at()));
      default -> throw new IllegalArgumentException(event + " is not of a step");
    }
  }

  /// Makes or changes a row; the key and the name are the first values.
  private void put(
      Session session,
      LiveJob job,
      String step,
      JobEvent event,
      String sql,
      @Nullable Object... values) throws SQLException, StoreException {
    var all = new @Nullable Object[values.length + 3];
    all[0] = job.seq();
    all[1] = place(job, step, event);
    all[2] = step;
    System.arraycopy(values, 0, all, 3, values.length);
    require(session.update(sql, all), event);
  }

  /// Changes a row; the key is the last values.
  private void change(
      Session session,
      LiveJob job,
      String step,
      Object event,
      String sql,
      Object... values) throws SQLException, StoreException {
    var all = new Object[values.length + 2];
    System.arraycopy(values, 0, all, 0, values.length);
    all[values.length] = job.seq();
    all[values.length + 1] = place(job, step, event);
    require(session.update(sql, all), event);
  }

  private void require(int changed, Object event) throws StoreException {
    if (changed != 1) {
      throw faults.broken("%s does not follow from what is stored".formatted(event));
    }
  }

  void addHandler(Session session, LiveJob job) throws SQLException, StoreException {
    var handler = job.spec()
        .handler()
        .orElseThrow(() -> faults.broken("a job has no handler that could run"));
    session.update(ADD_HANDLER, job.seq(), job.spec().steps().size(), handler.name(), ANY_TIME);
  }

  void started(Session session, LiveJob job, StepId step, Instant at)
      throws SQLException, StoreException {
    change(session, job, step.step(), step, BEGIN, Times.number(at));
  }
}
