package io.parallelr.store;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.LockFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.store.StoreException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.apache.commons.io.file.PathUtils;

/// Fills a data directory without jobs: all is put into a directory inside of it first, and moved
/// to its place at once when it is complete. No server can use the directory meanwhile. For
/// one thread.
public final class Restoration implements AutoCloseable {
  private static final String STAGING = ".import";
  private static final long SPEC_BYTES = 16 << 20;
  private static final String TABLE =
      "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
  /// An id is the name of a directory.
  private static final String BAD_IDS =
      "SELECT 1 FROM job WHERE id = '' OR id LIKE '.%' OR instr(id, '/') > 0 LIMIT 1";
  private static final String FORGET =
      "DELETE FROM setting WHERE key = ? OR (? LIKE '%/' AND substr(key, 1, length(?)) = ?)";

  private final DataDirectory data;
  private final LockFile lock;
  private final boolean wasMissing;
  private final Path staging;
  private boolean isDone;

  private Restoration(DataDirectory data, LockFile lock, boolean wasMissing) {
    this.data = data;
    this.lock = lock;
    this.wasMissing = wasMissing;
    this.staging = data.path().resolve(STAGING);
  }

  /// Takes a data directory; makes it if it is missing.
  ///
  /// @param kept names of directories in it that must be empty, too
  /// @throws StoreException if a server uses it, or it has jobs; the message is for the user
  @SuppressWarnings("MustBeClosedChecker")
  public static Restoration begin(Path path, List<String> kept) throws StoreException {
    var data = new DataDirectory(path.toAbsolutePath());
    var faults = new Faults(data.path());
    boolean wasMissing = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    try {
      var restoration = new Restoration(data, data.take(), wasMissing);
      boolean isReady = false;
      try {
        NativeLibrary.choose(data.library());
        restoration.requireEmpty(kept);
        restoration.prepare();
        isReady = true;
        return restoration;
      } finally {
        if (!isReady) {
          restoration.close();
        }
      }
    } catch (SQLException | IOException e) {
      throw faults.of(e);
    }
  }

  private void requireEmpty(List<String> kept) throws SQLException, IOException {
    if (Files.isRegularFile(data.database()) && Files.size(data.database()) > 0) {
      try (var session = new Connections(data.database()).reading()) {
        for (var table : List.of("job", "template")) {
          if (!session.query(TABLE, _ -> true, table).isEmpty()
              && !session.query("SELECT 1 FROM " + table + " LIMIT 1", _ -> true).isEmpty()) {
            throw occupied("has %ss already".formatted(table));
          }
        }
      }
    }
    for (var name : kept) {
      try (var files = Files.newDirectoryStream(data.path().resolve(name))) {
        if (files.iterator().hasNext()) {
          throw occupied("has files of jobs in " + name);
        }
      } catch (NoSuchFileException e) {
        // none
      }
    }
  }

  private StoreException occupied(String what) {
    return new StoreException(
        Kind.OCCUPIED,
        "%s %s; give a new directory".formatted(NativeText.of(data.path()), what));
  }

  private void prepare() throws IOException {
    deleteStaging(); // of an earlier one that was killed
    PrivateFiles.makeDirectory(staging);
  }

  private void deleteStaging() throws IOException {
    if (Files.exists(staging, LinkOption.NOFOLLOW_LINKS)) {
      var _ = PathUtils.deleteDirectory(staging);
    }
  }

  /// Where all is to be put first, with the names that it is to have.
  public Path staging() {
    return staging;
  }

  /// Where the database is to be put.
  public Path database() {
    return staging.resolve(data.database().getFileName());
  }

  /// Checks the database that was put there, brings it to this version, and ends the jobs in it
  /// that had not ended.
  ///
  /// @param keepsWaiting whether jobs that have not begun go on waiting
  /// @param at when the copy was made
  /// @param forgotten keys of settings that hold for the other directory alone; all that begin so,
  ///   if it ends with a slash
  /// @return what there was before jobs were ended
  /// @throws StoreException if it is damaged, or of a newer version
  public Snapshot.Counts settle(boolean keepsWaiting, Instant at, Collection<String> forgotten)
      throws StoreException {
    var faults = new Faults(database());
    try (var session = new Connections(database()).alone()) {
      var found = session.query("PRAGMA integrity_check(1)", row -> row.getString(1)).getFirst();
      if (!found.equals("ok")) {
        throw new StoreException(Kind.BROKEN, "the database is damaged: " + found);
      }
      Migrations.all().apply(session, faults);
      if (!session.query(BAD_IDS, _ -> true).isEmpty()) {
        throw new StoreException(Kind.BROKEN, "the database has a job whose id is not one");
      }
      var counts = Snapshot.counts(session);
      new Interrupted(at).end(session, new JobReader(new SpecCache(SPEC_BYTES)), keepsWaiting);
      for (var key : forgotten) {
        int _ = session.update(FORGET, key, key, key, key);
      }
      session.commit();
      return counts;
    } catch (SQLException | IOException e) {
      throw faults.of(e);
    }
  }

  /// Moves all to its place, the database last: without it there are no jobs.
  public void finish() throws StoreException {
    try {
      try (var file = new RandomAccessFile(NativeText.file(database()), "rw")) {
        file.getFD().sync();
      }
      try (var names = Files.newDirectoryStream(staging)) {
        for (var path : names) {
          if (!path.equals(database())) {
            move(path);
          }
        }
      }
      for (var suffix : List.of("-wal", "-shm")) { // of the empty database
        Files.deleteIfExists(data.path().resolve(data.database().getFileName() + suffix));
      }
      move(database());
      AtomicFile.syncDirectory(data.path());
      isDone = true;
    } catch (IOException e) {
      throw new Faults(data.path()).of(e);
    }
  }

  private void move(Path path) throws IOException {
    var target = data.path().resolve(path.getFileName());
    if (Files.isDirectory(path)) {
      Files.deleteIfExists(target); // it is empty
    }
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Deletes what is not complete.
  @Override
  public void close() throws StoreException {
    try (lock) {
      if (wasMissing && !isDone) {
        var _ = PathUtils.deleteDirectory(data.path());
      } else {
        deleteStaging();
      }
    } catch (IOException e) {
      throw new Faults(data.path()).of(e);
    }
  }
}
