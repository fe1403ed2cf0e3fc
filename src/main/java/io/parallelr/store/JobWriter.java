package io.parallelr.store;

import io.parallelr.job.Countdown;
import io.parallelr.job.JobEvent;
import io.parallelr.job.StepId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what happens to jobs. Each event changes one row.
final class JobWriter {
  private static final String SUBMIT = """
      INSERT INTO job (seq, id, dialect, name, user, lane, variables, spec, state, created,
        not_before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'WAITING', ?, ?)""";
  private static final String HOLD =
      "UPDATE job SET hold = ?, deadline = ?, time_left = ? WHERE seq = ?";
  private static final String START = """
      UPDATE job SET state = 'RUNNING', started = ?, deadline = ?, time_left = ?
        WHERE seq = ? AND state = 'WAITING'""";
  private static final String FAIL = "UPDATE job SET failure = ? WHERE seq = ?";
  private static final String STOP = "UPDATE job SET stop = ? WHERE seq = ?";
  private static final String HANDLE =
      "UPDATE job SET state = 'HANDLING' WHERE seq = ? AND state = 'RUNNING'";
  private static final String END = """
      UPDATE job SET state = 'ENDED', verdict = ?, verdict_facts = ?, ended = ?
        WHERE seq = ? AND state <> 'ENDED'""";

  private final LiveJobs live;
  private final Faults faults;
  private final StepWriter steps;

  JobWriter(LiveJobs live, Faults faults) {
    this.live = live;
    this.faults = faults;
    this.steps = new StepWriter(faults);
  }

  /// Writes events in a transaction of the caller.
  ///
  /// @throws StoreException if an event does not follow from what is stored
  void write(Session session, List<JobEvent> events, Map<String, JobHead> heads)
      throws SQLException, StoreException {
    for (var event : events) {
      if (event instanceof JobEvent.Submitted e) {
        submit(session, e, heads.get(e.job()));
      } else {
        write(session, job(event.job(), event), event);
      }
    }
  }

  private LiveJob job(String id, Object event) throws StoreException {
    return live.find(id)
        .orElseThrow(() -> faults.broken("%s of a job that is not live".formatted(event)));
  }

  private void submit(Session session, JobEvent.Submitted event, @Nullable JobHead head)
      throws SQLException, StoreException {
    if (head == null) {
      throw faults.broken("job %s was submitted without a head".formatted(event.job()));
    }
    if (live.find(event.job()).isPresent()) {
      throw faults.broken("job %s was submitted twice".formatted(event.job()));
    }
    long seq = live.nextSeq();
    session.update(
        SUBMIT,
        seq,
        event.job(),
        head.dialect(),
        head.name(),
        head.user(),
        event.spec().lane(),
        head.variables(),
        SpecJson.bytes(event.spec()),
        Times.number(event.at()),
        Times.number(event.notBefore()));
    live.add(event.job(), seq, event.spec());
  }

  private void write(Session session, LiveJob job, JobEvent event)
      throws SQLException, StoreException {
    long seq = job.seq();
    switch (event) {
      case JobEvent.Submitted _ -> throw new IllegalArgumentException();
      case JobEvent.Held e -> change(session, e, HOLD, Times.number(e.hold()),
          deadline(e.countdown()), timeLeft(e.countdown()), seq);
      case JobEvent.Resumed e -> change(session, e, HOLD, null, deadline(e.countdown()),
          timeLeft(e.countdown()), seq);
      case JobEvent.Started e -> change(session, e, START, Times.number(e.at()),
          deadline(e.countdown()), timeLeft(e.countdown()), seq);
      case JobEvent.Failing e -> change(session, e, FAIL, steps.place(job, e.step(), e), seq);
      case JobEvent.Stopping e -> change(session, e, STOP, e.intent().name(), seq);
      case JobEvent.Handling e -> {
        change(session, e, HANDLE, seq);
        steps.addHandler(session, job);
      }
      case JobEvent.Ended e -> {
        change(session, e, END, EndJson.word(e.verdict()),
            EndJson.facts(e.verdict()).orElse(null), Times.number(e.at()), seq);
        live.remove(e.job());
      }
      default -> steps.write(session, job, event);
    }
  }

  private void change(Session session, JobEvent event, String sql, @Nullable Object... values)
      throws SQLException, StoreException {
    if (session.update(sql, values) != 1) {
      throw faults.broken("%s does not follow from what is stored".formatted(event));
    }
  }

  static @Nullable Long deadline(Countdown countdown) {
    return countdown instanceof Countdown.Until(var end) ? Times.number(end) : null;
  }

  static @Nullable Long timeLeft(Countdown countdown) {
    return countdown instanceof Countdown.Stopped(var left) ? Times.number(left) : null;
  }

  /// Writes when an attempt at a step has begun.
  void started(Session session, StepId step, Instant at) throws SQLException, StoreException {
    steps.started(session, job(step.job(), step), step, at);
  }
}
