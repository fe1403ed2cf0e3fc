package io.parallelr.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/// Syncs a file to the disk now and then, so that those who write need not wait for that. A thread
/// of its own, which ends the process if that fails, as its handler for such threads says.
final class FileSync implements AutoCloseable {
  private final Duration period;
  private final FileFaults faults;
  private final Thread thread;
  private Optional<RandomAccessFile> file = Optional.empty();
  private boolean isDue;

  private FileSync(Duration period, FileFaults faults) {
    this.period = period;
    this.faults = faults;
    this.thread = Thread.ofPlatform().daemon().name("sync").unstarted(this::run);
  }

  static FileSync start(Duration period, FileFaults faults) {
    var sync = new FileSync(period, faults);
    sync.thread.start();
    return sync;
  }

  /// Changes the file.
  synchronized void use(RandomAccessFile newFile) {
    file = Optional.of(newFile);
  }

  /// Something was written.
  synchronized void written() {
    isDue = true;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(period);
        sync();
      }
    } catch (InterruptedException e) {
      sync(); // closed
    }
  }

  private synchronized void sync() {
    if (!isDue || file.isEmpty()) {
      return;
    }
    isDue = false;
    try {
      file.get().getFD().sync();
    } catch (IOException e) {
      var problem = faults.of(e);
      if (problem.kind() != StoreException.Kind.FULL) {
        throw new UncheckedIOException(problem);
      }
      isDue = true;
    }
  }

  @Override
  public void close() {
    LastWork.await(thread);
  }
}
