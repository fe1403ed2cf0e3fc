package io.parallelr.store;

import io.parallelr.os.LockFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The directory of all that a server keeps: taken by one at a time, and private.
record DataDirectory(Path path) {

  /// The database file.
  Path database() {
    return path.resolve("jobs.db");
  }

  /// The directory for the native library of the database, where the installation has none.
  Path library() {
    return path.resolve("native");
  }

  /// Whether another process has taken it, which this one must not have.
  boolean isTaken() throws IOException {
    return LockFile.isHeld(lock());
  }

  private Path lock() {
    return path.resolve("lock");
  }

  /// Takes the directory for this process; makes it if it is missing.
  ///
  /// @throws StoreException if another process has it
  /// @throws IOException if it cannot be made or used
  LockFile take() throws IOException {
    PrivateFiles.makeDirectory(path);
    var file = lock();
    var lock = LockFile.tryHold(file);
    if (lock.isPresent()) {
      return lock.get();
    }
    throw new StoreException(
        StoreException.Kind.IN_USE,
        "%s is used by %s; stop that, or give another directory".formatted(
            NativeText.of(path),
            user(file)));
  }

  private static String user(Path lock) {
    try {
      int pid = LockFile.holder(lock).map(LockFile.Holder::pid).orElse(0);
      if (pid == ProcessHandle.current().pid()) {
        return "this process already";
      }
      return pid > 0 ? "another process (process %d)".formatted(pid) : "another process";
    } catch (IOException e) {
      return "another process"; // who it is cannot be told
    }
  }

  /// Makes the database file if it is missing, as private as it is to be: its log and the index of
  /// that get the same permissions. Must not be called while it is open, as the locks on it would
  /// be lost.
  void prepareDatabase() throws IOException {
    PrivateFiles.makeFile(database());
    for (var file : List.of(path, database())) {
      if (!Files.isWritable(file)) {
        throw new AccessDeniedException(NativeText.of(file));
      }
    }
  }
}
