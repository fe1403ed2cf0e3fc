package io.parallelr.store;

import io.parallelr.job.Intent;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.RecordedStep;
import io.parallelr.job.StepEnd;
import io.parallelr.job.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Ends the jobs in a database that had not ended when it was copied: what has run since, or runs
/// elsewhere, must not run a second time.
///
/// @param at when the copy was made
record Interrupted(Instant at) {
  private static final String REASON =
      "it ran when the backup was taken from which the job was restored";
  private static final String END_STEP = """
      INSERT INTO step (job, place, name, state, attempt, not_before, end_facts, ended)
        VALUES (?, ?, ?, ?, 1, ?, ?, ?)
        ON CONFLICT DO UPDATE SET state = excluded.state, not_before = excluded.not_before,
        hold = NULL, intent = NULL, end_facts = excluded.end_facts, ended = excluded.ended""";
  private static final String END_JOB = """
      UPDATE job SET state = 'ENDED', verdict = ?, verdict_facts = ?, hold = NULL, deadline = NULL,
        time_left = NULL, ended = ? WHERE seq = ?""";

  /// Ends them, in a transaction of the caller.
  ///
  /// @param keepsWaiting whether jobs that have not begun go on waiting
  void end(Session session, JobReader reader, boolean keepsWaiting)
      throws SQLException, IOException {
    var rows = reader.liveJobs(session);
    var jobs = reader.live(session); // in the same order
    for (int i = 0; i < jobs.size(); i++) {
      if (jobs.get(i).state() != JobState.WAITING || !keepsWaiting) {
        end(session, rows.get(i).seq(), jobs.get(i));
      }
    }
  }

  private void end(Session session, long seq, Recorded job) throws SQLException {
    for (int place = 0; place < job.steps().size(); place++) {
      var end = switch (job.steps().get(place)) {
        case RecordedStep.Ended _ -> Optional.<StepEnd>empty();
        case RecordedStep.Running _ -> Optional.<StepEnd>of(new StepEnd.Lost(REASON));
        case RecordedStep.Pending _,RecordedStep.Ready _ ->
          Optional.<StepEnd>of(new StepEnd.Canceled());
      };
      if (end.isPresent()) {
        int _ = session.update(
            END_STEP,
            seq,
            place,
            name(job, place),
            end.get().state().name(),
            Times.number(Instant.MIN),
            EndJson.facts(end.get()).orElse(null),
            Times.number(at));
      }
    }
    var verdict = verdict(job);
    int _ = session.update(
        END_JOB,
        EndJson.word(verdict),
        EndJson.facts(verdict).orElse(null),
        Times.number(at),
        seq);
  }

  /// What had been decided holds.
  private static Verdict verdict(Recorded job) {
    for (int place = 0; place < job.steps().size(); place++) {
      if (job.steps().get(place) instanceof RecordedStep.Ended(_, var end)
          && job.course().failure().equals(Optional.of(name(job, place)))) {
        return new Verdict.Failed(name(job, place), end);
      }
    }
    var stop = job.course().stop().filter(by -> by != Intent.TIME_LIMIT);
    if (stop.isPresent()) {
      return new Verdict.Canceled(stop.get());
    }
    for (int place = 0; place < job.steps().size(); place++) {
      if (job.steps().get(place) instanceof RecordedStep.Running) {
        return new Verdict.Lost(name(job, place), REASON);
      }
    }
    return new Verdict.Canceled(Intent.RESTORE);
  }

  /// The handler stands behind the steps.
  private static String name(Recorded job, int place) {
    return place < job.spec().steps().size()
        ? job.spec().steps().get(place).name()
        : job.spec().handler().orElseThrow().name();
  }
}
