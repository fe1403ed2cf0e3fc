package io.parallelr.store;

import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.Retention;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads jobs.
final class JobReader {
  private static final String LIVE =
      StoredJob.SELECT + "INDEXED BY job_live WHERE state <> 'ENDED' ORDER BY seq";
  private static final String BY_ID = StoredJob.SELECT + "WHERE id = ?";
  private static final String COUNT = "SELECT count(*) FROM job";
  private static final String COUNT_LIVE =
      "SELECT state, count(*) FROM job WHERE state <> 'ENDED' GROUP BY state";
  private static final String NAMES =
      "SELECT DISTINCT name FROM job INDEXED BY job_name WHERE dialect = ? ORDER BY name";
  private static final String KEPT =
      "SELECT id, created, state FROM job WHERE name = ? AND dialect = ? ORDER BY seq";

  private static final String NAMED = "dialect = ? AND substr(name, 1, length(?)) = ?";
  private static final String PAGE = StoredJob.SELECT + "WHERE " + NAMED
      + " ORDER BY created DESC, seq DESC LIMIT ? OFFSET ?";
  private static final String COUNT_NAMED =
      "SELECT count(*) FROM job INDEXED BY job_name WHERE " + NAMED;

  private final SpecCache specs;

  JobReader(SpecCache specs) {
    this.specs = specs;
  }

  /// Makes something from a job and those of its steps that have rows.
  private interface Assembly<T> {
    T of(StoredJob job, List<StoredStep> steps) throws IOException;
  }

  List<Recorded> live(Session session) throws SQLException, IOException {
    return jobs(session, StoredJob::recorded, LIVE);
  }

  /// Jobs that have not ended, without their steps.
  List<StoredJob> liveJobs(Session session) throws SQLException, IOException {
    return session.query(LIVE, row -> StoredJob.read(row, specs));
  }

  Optional<JobRow> find(Session session, String id) throws SQLException, IOException {
    return jobs(session, StoredJob::row, BY_ID, id).stream().findFirst();
  }

  List<JobRow> list(Session session, JobFilter filter) throws SQLException, IOException {
    var query = JobQuery.of(filter);
    return jobs(session, StoredJob::row, StoredJob.SELECT + query.text(),
        query.values().toArray());
  }

  List<JobRow> page(Session session, String dialect, String prefix, int skip, int limit)
      throws SQLException, IOException {
    return jobs(session, StoredJob::row, PAGE, dialect, prefix, prefix, limit, skip);
  }

  int count(Session session, String dialect, String prefix) throws SQLException, IOException {
    return session
        .query(COUNT_NAMED, row -> row.getInt(1), dialect, prefix, prefix)
        .getFirst();
  }

  private <T> List<T> jobs(
      Session session,
      Assembly<T> assembly,
      String sql,
      @Nullable Object... values) throws SQLException, IOException {
    var jobs = session.query(sql, row -> StoredJob.read(row, specs), values);
    var steps = steps(session, jobs);
    var assembled = new ArrayList<T>(jobs.size());
    for (var job : jobs) {
      assembled.add(assembly.of(job, steps.getOrDefault(job.seq(), List.of())));
    }
    return assembled;
  }

  /// The steps of jobs by the numbers of those, read at once.
  private static Map<Long, List<StoredStep>> steps(Session session, List<StoredJob> jobs)
      throws SQLException, IOException {
    var numbers = jobs.stream()
        .map(job -> String.valueOf(job.seq()))
        .collect(Collectors.joining(",", "[", "]"));
    var steps = new HashMap<Long, List<StoredStep>>();
    for (var step : session.query(StoredStep.SELECT, StoredStep::read, numbers)) {
      steps.computeIfAbsent(step.job(), _ -> new ArrayList<>()).add(step);
    }
    return steps;
  }

  Map<JobState, Long> counts(Session session) throws SQLException, IOException {
    var counts = new EnumMap<JobState, Long>(JobState.class);
    long ended = session.query(COUNT, row -> row.getLong(1)).getFirst();
    for (var count : session.query(
        COUNT_LIVE,
        row -> Map.entry(Fields.word(row.getString(1), JobState.class), row.getLong(2)))) {
      counts.put(count.getKey(), count.getValue());
      ended -= count.getValue();
    }
    counts.put(JobState.ENDED, ended);
    for (var state : JobState.values()) {
      counts.putIfAbsent(state, 0L);
    }
    return counts;
  }

  SequencedSet<String> names(Session session, String dialect) throws SQLException, IOException {
    return new LinkedHashSet<>(session.query(NAMES, row -> row.getString(1), dialect));
  }

  List<Retention.Kept> kept(Session session, String dialect, String name)
      throws SQLException, IOException {
    return session.query(
        KEPT,
        row -> new Retention.Kept(
            row.getString(1),
            Times.instant(row.getLong(2)),
            row.getString(3).equals(JobState.ENDED.name())),
        name,
        dialect);
  }
}
