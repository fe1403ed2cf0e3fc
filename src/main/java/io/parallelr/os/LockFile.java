package io.parallelr.os;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// A file that shows that a process lives: its lock goes with the process that holds it, whatever
/// that dies of; fcntl(2), advisory record locks.
///
/// The kernel drops such a lock when the process closes *any* descriptor of the file, so its holder
/// must not read it. Whoever may read a file can hold a lock that keeps others from theirs; so it is
/// readable by its owner alone, and only a lock for writing counts.
public final class LockFile implements AutoCloseable {
  private static final Set<OpenOption> WRITING = Set.of(
      StandardOpenOption.CREATE,
      StandardOpenOption.WRITE,
      LinkOption.NOFOLLOW_LINKS);

  /// The files that this process holds; as their locks, this belongs to the process.
  private static final Set<Object> HELD = new HashSet<>(); // guarded by itself

  private final FileChannel channel;
  private final Object key;

  private LockFile(FileChannel channel, Object key) {
    this.channel = channel;
    this.key = key;
  }

  /// Takes note of a lock that this process has got.
  private static LockFile held(Path file, FileChannel channel) throws IOException {
    var key = key(file);
    HELD.add(key);
    return new LockFile(channel, key);
  }

  private static Object key(Path file) throws IOException {
    var key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file.toRealPath() : key;
  }

  /// Whether this process holds it: then it must not be opened, as to close it would drop the lock.
  private static boolean isHeldHere(Path file) throws IOException {
    synchronized (HELD) {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && HELD.contains(key(file));
    }
  }

  /// Takes the lock, and makes the file if it is missing.
  ///
  /// @return empty if another holds it
  /// @throws IOException if the file cannot be opened or its file system knows no locks
  public static Optional<LockFile> tryHold(Path file) throws IOException {
    synchronized (HELD) {
      if (isHeldHere(file)) {
        return Optional.empty();
      }
      var channel = open(file);
      try {
        if (channel.tryLock() != null) {
          return Optional.of(held(file, channel));
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
  }

  /// Takes the lock, which somebody may be looking at just now: waits for those.
  public static LockFile hold(Path file) throws IOException {
    FileChannel channel;
    Object key;
    synchronized (HELD) { // nobody here opens it from now on
      if (isHeldHere(file)) {
        throw new OverlappingFileLockException();
      }
      channel = open(file);
      key = key(file);
      HELD.add(key);
    }
    var lock = new LockFile(channel, key);
    try {
      var _ = channel.lock();
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      requireRegular(file);
      if (PrivateFiles.objection(file).isEmpty()) {
        PrivateFiles.tightenIfPossible(file); // one of an earlier version, whose umask decided
      }
    }
    return FileChannel.open(file, WRITING, PrivateFiles.ofOwner());
  }

  /// Opening a pipe would wait for its other end.
  private static void requireRegular(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
  }

  /// A process that holds the lock.
  ///
  /// @param pid as it is known here; 0 if it is not: it runs in another container, or on another
  ///   machine
  /// @param isWriting whether it is a lock that [#hold(Path)] takes; else it is one that a mere
  ///   reader can have
  public record Holder(int pid, boolean isWriting) {}

  /// Who holds the lock of a file.
  ///
  /// @return empty if nobody does, or there is no such file
  /// @throws IOException if that cannot be determined
  public static Optional<Holder> holder(Path file) throws IOException {
    try {
      requireRegular(file);
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      synchronized (HELD) { // to look opens the file
        if (isHeldHere(file)) {
          return Optional.of(new Holder(Math.toIntExact(ProcessHandle.current().pid()), true));
        }
        return Spawner.isSupported() ? PosixFiles.lockHolder(file) : holderByTrying(file);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<Holder> holderByTrying(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ);
        var lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null ? Optional.of(new Holder(0, true)) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.of(new Holder(0, true));
    }
  }

  /// Whether a process holds the lock of a file.
  ///
  /// @return also false if there is no such file
  /// @throws IOException if that cannot be determined
  public static boolean isHeld(Path file) throws IOException {
    return holder(file).filter(Holder::isWriting).isPresent();
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (channel.isOpen()) { // else another may hold it by now
        HELD.remove(key);
        channel.close();
      }
    }
  }
}
