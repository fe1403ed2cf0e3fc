package io.parallelr.journal;

import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// A file, for any threads, that lines are appended to, each by one write to the system, so that no
/// crash of this process loses one.
///
/// Not a channel: those are closed by an interrupt, which here means that a run is cancelled and its
/// last results are about to come.
final class DurableFile implements AutoCloseable {
  private final Path path;
  private volatile FileOutputStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean dirty;
  private final AtomicLong size = new AtomicLong(); // of what was written to the file as it is now

  /// @throws IOException if the file cannot be opened
  DurableFile(Path path) throws IOException {
    this.path = path;
    RunDirectory.makeFile(path);
    this.out = new FileOutputStream(NativeText.file(path), true);
  }

  /// Appends a line.
  ///
  /// @param line in UTF-8, without its line break
  /// @throws UncheckedIOException naming the file, if it cannot be written
  void append(byte[] line) {
    var bytes = Arrays.copyOf(line, line.length + 1);
    bytes[line.length] = '\n';
    writing.lock(); // a long line may take the system several writes
    try {
      out.write(bytes);
      dirty = true;
      size.addAndGet(bytes.length);
    } catch (IOException e) {
      throw failed(e);
    } finally {
      writing.unlock();
    }
  }

  /// Brings to the disk what was appended, if anything was. May be called by any thread.
  ///
  /// @throws UncheckedIOException naming the file; what was written before may be lost
  void sync() {
    if (dirty) {
      dirty = false;
      try {
        out.getFD().sync();
      } catch (java.io.SyncFailedException e) {
        if (NativeText.file(path).isFile()) { // devices and pipes have nothing to bring to a disk
          throw failed(e);
        }
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  /// How many bytes were appended since it was opened or started again.
  long size() {
    return size.get();
  }

  /// Puts the file aside under another name, and continues in a new one under its own. To be called
  /// by the thread that syncs.
  ///
  /// @param head the first line of the new file
  /// @throws UncheckedIOException naming the file
  void beginAnew(Path aside, byte[] head) {
    sync(); // most of it while others can still append
    writing.lock();
    try {
      sync();
      Files.move(path, aside);
      out.close();
      RunDirectory.makeFile(path);
      out = new FileOutputStream(NativeText.file(path), true);
      size.set(0);
      append(head);
    } catch (IOException e) {
      throw failed(e);
    } finally {
      writing.unlock();
    }
  }

  /// Makes sure that what is written can be found.
  ///
  /// @throws UncheckedIOException if the file was deleted or moved away
  void requireThere() {
    if (!NativeText.file(path).exists()) {
      throw failed(new IOException("it was removed during the run"));
    }
  }

  @Override
  public void close() {
    try (var _ = out) {
      sync();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(
        "%s cannot be written: %s".formatted(path, Reason.of(e)),
        e);
  }
}
