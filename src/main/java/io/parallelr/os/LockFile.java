package io.parallelr.os;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A file that says that somebody lives: its lock goes with the process that holds it, whatever
/// that dies of; fcntl(2), advisory record locks.
///
/// The kernel drops such a lock when the process closes *any* descriptor of the file, so its holder
/// must not read it.
public final class LockFile implements AutoCloseable {
  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the lock, and makes the file if it is missing.
  ///
  /// @return empty if another holds it
  /// @throws IOException if the file cannot be opened or its file system knows no locks
  public static Optional<LockFile> tryHold(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(new LockFile(channel));
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      return Optional.empty(); // held by this very process
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /// Takes the lock, which somebody may be looking at just now: waits for those.
  public static LockFile hold(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      var _ = channel.lock();
      return new LockFile(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Whether a process holds the lock of a file. Never asked of a file that this process holds.
  ///
  /// @return false too if there is no such file
  /// @throws IOException if that cannot be told
  public static boolean isHeld(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ);
        var lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
