package io.parallelr.daemon;

import io.parallelr.os.LockFile;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A place in the registry; closing it gives it up. For any threads.
///
/// The file gets its name when it is complete and locked: an entry that can be seen and is not
/// locked is never that of a live supervisor.
public final class Registration implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Registration.class);

  private final Registry registry;
  private final Supervisor supervisor;
  private final Path file;
  private LockFile lock;
  private @Nullable Object key;
  private boolean isGivenUp;

  private Registration(Registry registry, Supervisor supervisor) throws IOException {
    this.registry = registry;
    this.supervisor = supervisor;
    this.file = registry.entry(supervisor.runId());
    this.lock = enter();
    this.key = key();
  }

  static Registration make(Registry registry, Supervisor supervisor) throws IOException {
    return new Registration(registry, supervisor);
  }

  private LockFile enter() throws IOException {
    var draft = registry.draft(supervisor.runId());
    Files.deleteIfExists(draft);
    try {
      PrivateFiles.makeFile(draft);
      Files.writeString(draft, supervisor.toJson() + '\n');
      // after it was written: closing any descriptor would drop it
      var held = LockFile.hold(draft);
      try {
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return held;
      } catch (IOException e) {
        held.close();
        throw e;
      }
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
  }

  /// Makes the entry again if it is gone: who cleans up there may not know that it is in use. Does
  /// nothing once it was given up.
  public synchronized void ensure() {
    try {
      if (!isGivenUp && !Objects.equals(key, key())) {
        var again = enter();
        lock.close();
        lock = again;
        key = key();
        log.warn("{} was removed while in use; it is created again", file);
      }
    } catch (IOException e) {
      log.debug("{} cannot be created again: {}", file, Reason.withPath(e));
    }
  }

  /// Which file it is, without opening it.
  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public synchronized void close() {
    isGivenUp = true;
    try (var _ = lock) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("{} cannot be deleted: {}", file, Reason.of(e));
    }
  }
}
