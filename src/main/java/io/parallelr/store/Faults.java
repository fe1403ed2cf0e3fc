package io.parallelr.store;

import io.parallelr.os.Errno;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.store.StoreException.Kind;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Says what problems of a database mean, and what is to be done.
///
/// @param file of the database
record Faults(Path file) {
  private static final int PROBE_BYTES = 1 << 16; // more than a block, so that it needs space
  private static final int PRIMARY = 0xff; // part of an extended code

  /// What a problem is.
  StoreException of(Exception problem) {
    return switch (problem) {
      case StoreException e -> e;
      case SQLException e -> ofDatabase(e);
      case IOException e -> ofFile(e);
      default -> throw new IllegalStateException(problem);
    };
  }

  /// A problem of what is in the database.
  StoreException broken(String what) {
    return new StoreException(Kind.BROKEN, name() + ": " + what);
  }

  private StoreException ofFile(IOException e) {
    var errno = Errno.of(e);
    if (errno.filter(n -> n == Errno.ENOSPC || n == Errno.EDQUOT).isPresent()) {
      return full(e);
    }
    return e instanceof AccessDeniedException || errno.filter(Errno.EROFS::equals).isPresent()
        ? new StoreException(
            Kind.READ_ONLY,
            "%s: %s; give a directory that this user can write".formatted(
                name(),
                Reason.withPath(e)),
            e)
        : new StoreException(Kind.BROKEN, name() + ": " + Reason.withPath(e), e);
  }

  private StoreException ofDatabase(SQLException e) {
    var code = e instanceof SQLiteException s ? s.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
    return switch (SQLiteErrorCode.getErrorCode(code.code & PRIMARY)) {
      case SQLITE_FULL -> full(e);
      case SQLITE_IOERR, SQLITE_CANTOPEN -> lacksSpace() ? full(e) : failed(e);
      case SQLITE_READONLY, SQLITE_PERM -> new StoreException(
          Kind.READ_ONLY,
          name() + " cannot be written; make it and its directory writable for this user",
          e);
      case SQLITE_BUSY, SQLITE_LOCKED -> new StoreException(
          Kind.IN_USE,
          name() + " is locked by another program; close that, then start again",
          e);
      case SQLITE_CORRUPT, SQLITE_NOTADB -> new StoreException(
          Kind.BROKEN,
          "%s is damaged (%s); restore it from a backup, or move it away to start without jobs"
              .formatted(name(), message(e)),
          e);
      default -> failed(e);
    };
  }

  private StoreException failed(SQLException e) {
    return new StoreException(Kind.BROKEN, "%s: %s".formatted(name(), message(e)), e);
  }

  private StoreException full(Exception e) {
    return new StoreException(
        Kind.FULL,
        "%s cannot be written: no space left; free some, nothing else has to be done"
            .formatted(name()),
        e);
  }

  /// SQLite does not tell a quota from a broken disk.
  private boolean lacksSpace() {
    var probe = file.resolveSibling("space.probe");
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

  private String name() {
    return NativeText.of(file);
  }
}
