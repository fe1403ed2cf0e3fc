package io.parallelr.store;

import io.parallelr.job.JobState;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A copy of the database as it was at one moment, which may be that of a server that runs. It is a
/// file of its own, of this version. For one thread at a time.
public final class Snapshot implements AutoCloseable {
  private static final int PAGE = 1_000;
  private static final String IDS = "SELECT seq, id FROM job WHERE seq > ? ORDER BY seq LIMIT ?";
  private static final String NAMES =
      "SELECT DISTINCT name FROM job WHERE name > ? ORDER BY name LIMIT ?";
  private static final String COUNT = "SELECT count(*) FROM ";

  private final Path file;
  private final Faults faults;
  private final Session session;

  private Snapshot(Path file, Faults faults, Session session) {
    this.file = file;
    this.faults = faults;
    this.session = session;
  }

  /// Which jobs are in it.
  ///
  /// @param since when the oldest of them was submitted; empty for any time
  /// @param names of their pipelines or tasks; empty for all
  public record Scope(Optional<Instant> since, Set<String> names) {
    public static final Scope ALL = new Scope(Optional.empty(), Set.of());

    public Scope {
      names = Set.copyOf(names);
    }
  }

  /// What is in it.
  ///
  /// @param waiting how many of the jobs wait
  /// @param running how many of the jobs have begun and not ended
  public record Counts(long jobs, long waiting, long running, long templates, long builds) {}

  /// Takes one. Others may write meanwhile.
  ///
  /// @param data the directory of all that a server keeps
  /// @param drafts a private directory, where it is made
  /// @throws StoreException if that cannot be done; the message is for the user
  public static Snapshot take(Path data, Path drafts, Scope scope) throws StoreException {
    var directory = new DataDirectory(data.toAbsolutePath());
    var faults = new Faults(directory.database());
    try {
      if (!Files.isRegularFile(directory.database())) {
        throw new StoreException(
            StoreException.Kind.MISSING,
            "there are no jobs in %s; give the data directory of a server"
                .formatted(NativeText.of(data)));
      }
      NativeLibrary.choose(directory.library());
      var whole = drafts.resolve("whole.db");
      copy(directory.database(), whole);
      limit(whole, scope, faults);
      var file = drafts.resolve("jobs.db");
      copy(whole, file); // as what was deleted would still be in the file
      Files.delete(whole);
      return new Snapshot(file, faults, new Connections(file).reading());
    } catch (SQLException | IOException e) {
      throw faults.of(e);
    }
  }

  private static void copy(Path from, Path to) throws SQLException, IOException {
    PrivateFiles.makeFile(to);
    try (var session = new Connections(from).copying()) {
      int _ = session.update("VACUUM INTO ?", to.toUri().toString());
    }
  }

  /// Brings it to this version, and deletes what is not wanted.
  private static void limit(Path file, Scope scope, Faults faults)
      throws SQLException, IOException {
    try (var session = new Connections(file).alone()) {
      Migrations.all().apply(session, faults);
      if (scope.since().isPresent()) {
        delete(session, "created < ?", Times.number(scope.since().get()));
      }
      if (!scope.names().isEmpty()) {
        var places = String.join(",", Collections.nCopies(scope.names().size(), "?"));
        delete(session, "name NOT IN (" + places + ")", scope.names().toArray());
      }
      session.commit();
    }
  }

  private static void delete(Session session, String where, Object... values)
      throws SQLException {
    var jobs = "FROM job WHERE " + where;
    int _ = session.update("DELETE FROM step WHERE job IN (SELECT seq " + jobs + ")", values);
    int _ = session.update("DELETE " + jobs, values);
  }

  /// The file, which is complete and does not change.
  public Path file() {
    return file;
  }

  public Counts counts() throws StoreException {
    try {
      return counts(session);
    } catch (SQLException | IOException e) {
      throw faults.of(e);
    }
  }

  static Counts counts(Session session) throws SQLException, IOException {
    long jobs = count(session, "job");
    long waiting = count(session, "job WHERE state = '" + JobState.WAITING + "'");
    long ended = count(session, "job WHERE state = '" + JobState.ENDED + "'");
    return new Counts(
        jobs,
        waiting,
        jobs - waiting - ended,
        count(session, "template"),
        count(session, "build"));
  }

  private static long count(Session session, String what) throws SQLException, IOException {
    return session.query(COUNT + what, row -> row.getLong(1)).getFirst();
  }

  /// Takes the ids of jobs, or the names.
  public interface Taker {
    void take(String text) throws IOException;
  }

  /// Goes through the ids of all jobs in it, in the order in which they came.
  public void ids(Taker taker) throws IOException {
    long last = 0;
    List<Numbered> page;
    do {
      page = read(IDS, row -> new Numbered(row.getLong(1), row.getString(2)), last);
      for (var job : page) {
        taker.take(job.id());
        last = job.seq();
      }
    } while (page.size() == PAGE);
  }

  private record Numbered(long seq, String id) {}

  /// Goes through the names of all jobs in it, each once.
  public void names(Taker taker) throws IOException {
    var last = "";
    List<String> page;
    do {
      page = read(NAMES, row -> row.getString(1), last);
      for (var name : page) {
        taker.take(name);
        last = name;
      }
    } while (page.size() == PAGE);
  }

  private <T> List<T> read(String sql, Session.Row<T> row, Object last) throws StoreException {
    try {
      return new ArrayList<>(session.query(sql, row, last, PAGE));
    } catch (SQLException | IOException e) {
      throw faults.of(e);
    }
  }

  @Override
  public void close() throws StoreException {
    try {
      session.close();
    } catch (SQLException e) {
      throw faults.of(e);
    }
  }
}
