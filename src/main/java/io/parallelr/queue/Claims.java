package io.parallelr.queue;

import io.parallelr.os.LockFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files that this supervisor has taken from the queue.
///
/// They lie in a directory of its own, with its name and a lock that it holds while it lives. May be
/// used by any threads.
public final class Claims implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Claims.class);
  private static final String ENDED = "ended";

  private final QueueDirectory queue;
  private final Path mine;
  private final Disposal disposal;
  private final LockFile lock;
  private final Map<Path, LockFile> adopted = new ConcurrentHashMap<>();
  private final Map<String, Claim> held = new ConcurrentHashMap<>();

  private Claims(QueueDirectory queue, Path mine, Disposal disposal, LockFile lock) {
    this.queue = queue;
    this.mine = mine;
    this.disposal = disposal;
    this.lock = lock;
  }

  /// Makes the directory for what will be taken. It gets its name when it is locked and signed.
  ///
  /// @throws IOException if the queue cannot be written to
  public static Claims open(QueueDirectory queue, Owner owner, Disposal disposal)
      throws IOException {
    queue.create();
    var draft = queue.running().resolve("." + owner.runId());
    Files.createDirectory(draft);
    Files.writeString(draft.resolve(Owner.FILE), owner.toJson() + '\n');
    Owner.beat(draft);
    var lock = LockFile.hold(draft.resolve(Owner.LOCK));
    var mine = Files.move(draft, queue.running(owner.runId()), StandardCopyOption.ATOMIC_MOVE);
    return new Claims(queue, mine, disposal, lock);
  }

  /// Where the files lie.
  Path directory() {
    return mine;
  }

  /// Takes a file. One whose name is that of a file that still runs waits.
  ///
  /// @return empty if another was quicker, or it must wait
  Optional<Claim> take(Path file) throws IOException {
    var name = String.valueOf(file.getFileName());
    var claim = new Claim(mine.resolve(name), file, queue.redeliveries(name));
    if (held.putIfAbsent(name, claim) != null) {
      return Optional.empty();
    }
    try {
      Files.move(file, claim.path(), StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(claim);
    } catch (NoSuchFileException e) {
      held.remove(name);
      return Optional.empty();
    } catch (IOException e) {
      held.remove(name);
      throw e;
    }
  }

  /// Takes over a file that a task of a dead supervisor still runs: it stays where it is until that
  /// has ended.
  ///
  /// @param theirs the directory of that supervisor
  /// @param itsLock held from now on until this is closed, so that nobody else takes the file
  /// @return empty if a file of that name runs here, so that this one must wait
  Optional<Claim> adopt(Path theirs, LockFile itsLock, String name) {
    adopted.put(theirs, itsLock);
    var claim =
        new Claim(theirs.resolve(name), queue.path().resolve(name), queue.redeliveries(name));
    return held.putIfAbsent(name, claim) == null ? Optional.of(claim) : Optional.empty();
  }

  /// Whether files of that directory were taken over.
  boolean hasAdopted(Path theirs) {
    return adopted.containsKey(theirs);
  }

  /// Whether a file of this name runs here.
  boolean holds(String name) {
    return held.containsKey(name);
  }

  /// Puts a file where those belong that have ended.
  public void ended(Claim claim, boolean succeeded) throws IOException {
    dispose(claim, succeeded ? queue.done() : queue.failed(),
        succeeded ? disposal.onSuccess() : disposal.onFailure());
    queue.forgetRedeliveries(claim.name());
    held.remove(claim.name());
  }

  private void dispose(Claim claim, Path directory, Disposal.What what) throws IOException {
    switch (what) {
      case MOVE -> warnIfGone(claim, QueueDirectory.move(claim.path(), directory, claim.name()));
      case DELETE -> Files.deleteIfExists(claim.path());
      case LEAVE -> {
        var ended = Files.createDirectories(mine.resolve(ENDED));
        warnIfGone(claim, QueueDirectory.move(claim.path(), ended, claim.name()));
      }
    }
  }

  private static void warnIfGone(Claim claim, Optional<Path> moved) {
    if (moved.isEmpty()) {
      log.warn("{} has gone while it ran: the task has moved or deleted it", claim.path());
    }
  }

  /// Puts a file back into the queue.
  public void giveBack(Claim claim) throws IOException {
    warnIfGone(claim, QueueDirectory.move(claim.path(), queue.path(), claim.name()));
    held.remove(claim.name());
  }

  /// Gives a sign of life to supervisors on other machines.
  void beat() throws IOException {
    Owner.beat(mine); // not by the locked file, which must not be opened again
  }

  /// Puts back what has not ended, and gives the directory up.
  @Override
  public void close() throws IOException {
    try (lock) {
      for (var claim : new ArrayList<>(held.values())) {
        giveBack(claim);
      }
      remove(mine);
      for (var theirs : adopted.entrySet()) {
        try (var _ = theirs.getValue()) {
          remove(theirs.getKey());
        }
      }
    }
  }

  /// Takes away the directory of a supervisor that has taken nothing, or left files for others.
  static void remove(Path directory) throws IOException {
    Owner.delete(directory);
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
      log.debug("{} is kept: it has files left for others", directory);
    }
  }
}
