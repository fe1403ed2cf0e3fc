package io.parallelr.store;

import io.parallelr.os.Errno;
import io.parallelr.os.PrivateFiles;
import io.parallelr.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Says what problems of a database mean, and what is to be done.
///
/// @param ofFile problems of the file of the database
record Faults(FileFaults ofFile) {
  private static final int PROBE_BYTES = 1 << 16; // more than a block, so that it needs space
  private static final int PRIMARY = 0xff; // part of an extended code

  Faults(Path file) {
    this(new FileFaults(file));
  }

  Path file() {
    return ofFile.file();
  }

  /// What a problem is.
  StoreException of(Exception problem) {
    return switch (problem) {
      case StoreException e -> e;
      case SQLException e -> ofDatabase(e);
      case IOException e -> ofFile.of(e);
      default -> throw new IllegalStateException(problem);
    };
  }

  /// A problem of what is in the database.
  StoreException broken(String what) {
    return new StoreException(Kind.BROKEN, ofFile.name() + ": " + what);
  }

  private StoreException ofDatabase(SQLException e) {
    var code = e instanceof SQLiteException s ? s.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
    return switch (SQLiteErrorCode.getErrorCode(code.code & PRIMARY)) {
      case SQLITE_FULL -> ofFile.full(e);
      case SQLITE_IOERR, SQLITE_CANTOPEN -> lacksSpace() ? ofFile.full(e) : failed(e);
      case SQLITE_READONLY, SQLITE_PERM -> new StoreException(
          Kind.READ_ONLY,
          ofFile.name() + " cannot be written; make it and its directory writable for this user",
          e);
      case SQLITE_BUSY, SQLITE_LOCKED -> new StoreException(
          Kind.IN_USE,
          ofFile.name() + " is locked by another program; close that, then start again",
          e);
      case SQLITE_CORRUPT, SQLITE_NOTADB -> new StoreException(
          Kind.BROKEN,
          "%s is damaged (%s); restore it from a backup, or move it away to start without jobs"
              .formatted(ofFile.name(), message(e)),
          e);
      default -> failed(e);
    };
  }

  private StoreException failed(SQLException e) {
    return new StoreException(Kind.BROKEN, "%s: %s".formatted(ofFile.name(), message(e)), e);
  }

  /// SQLite does not tell a quota from a broken disk.
  private boolean lacksSpace() {
    var probe = file().resolveSibling("space.probe");
    try {
      Files.deleteIfExists(probe);
      PrivateFiles.makeFile(probe);
      Files.write(probe, new byte[PROBE_BYTES]);
      return false;
    } catch (IOException e) {
      return Errno.of(e).filter(n -> n == Errno.ENOSPC || n == Errno.EDQUOT).isPresent();
    } finally {
      delete(probe);
    }
  }

  private static void delete(Path probe) {
    try {
      Files.deleteIfExists(probe);
    } catch (IOException e) {
      // the next one deletes it
    }
  }

  private static String message(SQLException e) {
    var text = String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown problem");
    return e.getCause() == null ? text : text + ": " + e.getCause();
  }
}
