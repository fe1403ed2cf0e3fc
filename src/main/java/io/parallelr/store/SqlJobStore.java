package io.parallelr.store;

import io.parallelr.job.JobEvent;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.Retention;
import io.parallelr.job.StepId;
import io.parallelr.os.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// The jobs of a server, in a database. What a call has written survives the death of the process;
/// if the machine loses its power, the last second may be lost. May be used by any thread.
public final class SqlJobStore implements JobStore {
  private static final Duration CHECKPOINTS = Duration.ofSeconds(1);
  private static final long SPEC_BYTES = 16 << 20;
  private static final String GET = "SELECT value FROM setting WHERE key = ?";
  private static final String SET =
      "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
  private static final String LAST_SEQ =
      "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'job'), 0)";

  private final LockFile lock;
  private final Faults faults;
  private final Writer writer;
  private final Readers readers;
  private final Checkpointer checkpointer;
  private final JobWriter jobs;
  private final EndedJobs ended;
  private final JobReader reader;
  private final String epoch = UUID.randomUUID().toString();
  private final AtomicLong changes = new AtomicLong();

  private SqlJobStore(
      LockFile lock,
      Faults faults,
      Writer writer,
      Readers readers,
      Checkpointer checkpointer,
      LiveJobs live,
      JobReader reader) {
    this.lock = lock;
    this.faults = faults;
    this.writer = writer;
    this.readers = readers;
    this.checkpointer = checkpointer;
    this.jobs = new JobWriter(live, faults);
    this.ended = new EndedJobs(live, faults);
    this.reader = reader;
  }

  /// Whether a process has it open, which this one must not.
  ///
  /// @throws IOException if that cannot be determined
  public static boolean isUsed(Path data) throws IOException {
    return new DataDirectory(data.toAbsolutePath()).isTaken();
  }

  /// Checks whether this program could open what another process has open.
  ///
  /// @throws StoreException if it could not
  public static void check(Path data) throws StoreException {
    var directory = new DataDirectory(data.toAbsolutePath());
    var faults = new Faults(directory.database());
    try {
      NativeLibrary.choose(directory.library());
      if (Files.exists(directory.database())) {
        try (var session = new Connections(directory.database()).reading()) {
          Migrations.all().requireKnown(session, faults);
        }
      }
    } catch (SQLException | IOException e) {
      throw faults.of(e);
    }
  }

  /// Opens it, and makes what is missing.
  ///
  /// @param data the directory of all that the server keeps
  public static SqlJobStore open(Path data) throws StoreException {
    return open(data, CHECKPOINTS);
  }

  /// @param checkpoints the time from one to the next
  static SqlJobStore open(Path data, Duration checkpoints) throws StoreException {
    var directory = new DataDirectory(data.toAbsolutePath());
    var faults = new Faults(directory.database());
    try {
      var lock = directory.take();
      boolean isDone = false;
      try {
        NativeLibrary.choose(directory.library());
        directory.prepareDatabase();
        var store = open(new Connections(directory.database()), lock, faults, checkpoints);
        isDone = true;
        return store;
      } finally {
        if (!isDone) {
          lock.close();
        }
      }
    } catch (SQLException | IOException e) {
      throw faults.of(e);
    }
  }

  private static SqlJobStore open(
      Connections connections,
      LockFile lock,
      Faults faults,
      Duration checkpoints) throws SQLException, IOException {
    var session = connections.writing();
    boolean isDone = false;
    try {
      Migrations.all().apply(session, faults);
      var reader = new JobReader(new SpecCache(SPEC_BYTES));
      var live = new LiveJobs(session.query(LAST_SEQ, row -> row.getLong(1)).getFirst());
      reader.liveJobs(session).forEach(job -> live.add(job.id(), job.seq(), job.spec()));
      live.commit();
      session.commit();
      var writer = new Writer(connections, faults, live, session);
      writer.markWritten(); // what an earlier process has left
      var readers = new Readers(connections, faults);
      var checkpointer = Checkpointer.start(writer, connections, faults, checkpoints);
      var store = new SqlJobStore(lock, faults, writer, readers, checkpointer, live, reader);
      isDone = true;
      return store;
    } finally {
      if (!isDone) {
        session.close();
      }
    }
  }

  @Override
  public List<Recorded> live() throws StoreException {
    return readers.read(reader::live);
  }

  @Override
  public void write(List<JobEvent> events, Map<String, JobHead> heads) throws StoreException {
    if (!events.isEmpty()) {
      change(session -> jobs.write(session, events, heads));
    }
  }

  private void change(Writer.Change change) throws StoreException {
    writer.write(change);
    changes.incrementAndGet();
  }

  @Override
  public void started(StepId step, Instant at) throws StoreException {
    change(session -> jobs.started(session, step, at));
  }

  @Override
  public Optional<JobRow> find(String id) throws StoreException {
    return readers.read(session -> reader.find(session, id));
  }

  @Override
  public List<JobRow> list(JobFilter filter) throws StoreException {
    return readers.read(session -> reader.list(session, filter));
  }

  @Override
  public List<JobRow> page(String dialect, String prefix, int skip, int limit)
      throws StoreException {
    return readers.read(session -> reader.page(session, dialect, prefix, skip, limit));
  }

  @Override
  public int count(String dialect, String prefix) throws StoreException {
    return readers.read(session -> reader.count(session, dialect, prefix));
  }

  @Override
  public Map<JobState, Long> counts() throws StoreException {
    return readers.read(reader::counts);
  }

  @Override
  public SequencedSet<String> names(String dialect) throws StoreException {
    return readers.read(session -> reader.names(session, dialect));
  }

  @Override
  public String version() {
    return epoch + '.' + changes.get();
  }

  @Override
  public List<Retention.Kept> kept(String dialect, String name) throws StoreException {
    return readers.read(session -> reader.kept(session, dialect, name));
  }

  @Override
  public void delete(Collection<String> ids) throws StoreException {
    change(session -> ended.delete(session, ids));
  }

  @Override
  public void add(List<JobRow> jobsThatEnded) throws StoreException {
    change(session -> ended.add(session, jobsThatEnded));
  }

  @Override
  public Optional<TemplateStore> templates() {
    return Optional.of(new TemplateStore(readers, writer));
  }

  @Override
  public Optional<String> setting(String key) throws StoreException {
    return readers
        .read(session -> session.query(GET, row -> row.getString(1), key).stream().findFirst());
  }

  @Override
  public void set(String key, String value) throws StoreException {
    writer.write(session -> session.update(SET, key, value));
  }

  @Override
  public void close() throws StoreException {
    try (lock; writer; readers; checkpointer) { // the last first
      // only to be closed
    } catch (IOException e) {
      throw faults.of(e);
    }
  }
}
