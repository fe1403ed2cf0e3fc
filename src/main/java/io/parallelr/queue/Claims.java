package io.parallelr.queue;

import io.parallelr.engine.Ticker;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.LockFile;
import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files that this supervisor has taken from the queue.
///
/// They lie in a directory of its own, with its name and a lock that it holds while it lives. What
/// cannot be done with one file concerns that file alone; only what the directories themselves do
/// not allow is an error. May be used by any threads.
public final class Claims implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  private final QueueDirectory queue;
  private final Owner owner;
  private final Path mine;
  private final ClaimCompletion completion;
  private final LockFile lock;
  private final Probe probe;
  private final Endings endings = new Endings();
  private final Map<Path, LockFile> adopted = new ConcurrentHashMap<>();
  private final Map<Path, Held> held = new ConcurrentHashMap<>();
  private volatile boolean isDirty;

  /// A file that is taken, by its name.
  ///
  /// @param succeeded its result, as soon as that is known
  private record Held(Claim claim, Optional<Boolean> succeeded) {}

  private Claims(
      QueueDirectory queue,
      Owner owner,
      Path mine,
      CompletionActions actions,
      LockFile lock,
      Ticker ticker) {
    this.queue = queue;
    this.owner = owner;
    this.mine = mine;
    this.completion = new ClaimCompletion(queue, actions, mine);
    this.lock = lock;
    this.probe = new Probe(owner.runId(), ticker);
  }

  /// Makes the directory for what will be taken. It gets its name when it is locked and signed.
  ///
  /// @throws IOException if the queue cannot be written to
  public static Claims open(
      QueueDirectory queue,
      Owner owner,
      CompletionActions actions,
      Ticker ticker)
      throws IOException {
    queue.create();
    var draft = queue.running().resolve("." + owner.runId());
    Files.createDirectory(draft);
    owner.sign(draft);
    // who may read a file can hold a lock on it that keeps others from theirs
    var lockFile = Files.createFile(
        draft.resolve(Owner.LOCK),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var lock = LockFile.hold(lockFile);
    try {
      if (queue.isShared()) {
        Files.setPosixFilePermissions(lockFile, PosixFilePermissions.fromString("rw-rw----"));
      }
      var mine = Files.move(draft, queue.running(owner.runId()), StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.syncDirectory(queue.running());
      return new Claims(queue, owner, mine, actions, lock, ticker);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  Owner owner() {
    return owner;
  }

  /// Where the files lie.
  Path directory() {
    return mine;
  }

  /// Takes a file. One whose name is that of a file that still runs waits.
  ///
  /// @return empty if another was quicker, or it must wait
  /// @throws IOException if this file cannot be taken
  /// @throws QueueFault if none can
  Optional<Claim> take(Path file) throws IOException {
    var name = Names.last(file);
    var claim = new Claim(mine.resolve(name), file, queue.redeliveries(name));
    if (held.putIfAbsent(name, new Held(claim, Optional.empty())) != null) {
      return Optional.empty();
    }
    try {
      Files.move(file, claim.path(), StandardCopyOption.ATOMIC_MOVE);
      isDirty = true;
      return Optional.of(claim);
    } catch (NoSuchFileException e) {
      held.remove(name);
      if (!Files.isDirectory(mine)) { // it is not the file that is gone
        throw new QueueFault(queue, new NoSuchFileException(mine.toString()));
      }
      return Optional.empty();
    } catch (IOException e) {
      held.remove(name);
      requireServiceable(queue.path(), mine);
      throw e;
    }
  }

  /// @throws QueueFault if nothing can be moved that way
  void requireServiceable(Path from, Path to) {
    probe.failure(from, to).ifPresent(e -> {
      throw new QueueFault(queue, e);
    });
  }

  /// Takes over a file that a task of a dead supervisor still runs: it stays where it is until that
  /// has ended.
  ///
  /// @param theirs the directory of that supervisor
  /// @param itsLock held from now on until nothing of that directory is held any more, so that
  ///   nobody else takes the files
  /// @return empty if a file of that name runs here, so that this one must wait
  Optional<Claim> adopt(Path theirs, LockFile itsLock, Path name) {
    var claim =
        new Claim(theirs.resolve(name), queue.path().resolve(name), queue.redeliveries(name));
    if (held.putIfAbsent(name, new Held(claim, Optional.empty())) != null) {
      return Optional.empty();
    }
    adopted.put(theirs, itsLock);
    return Optional.of(claim);
  }

  /// The lock of a directory from which files were taken over.
  Optional<LockFile> lockOf(Path theirs) {
    return Optional.ofNullable(adopted.get(theirs));
  }

  /// Whether a file lies here as one that is held.
  boolean holdsAt(Path file) {
    var known = held.get(Names.last(file));
    return known != null && known.claim().path().equals(file);
  }

  /// Whether anything in a directory is held.
  boolean holdsIn(Path directory) {
    return held.values().stream().anyMatch(h -> h.claim().directory().equals(directory));
  }

  /// Gives up a directory that was taken over, and has nothing left.
  void release(Path theirs) throws IOException {
    var itsLock = adopted.remove(theirs);
    if (itsLock != null) {
      try (itsLock) {
        remove(theirs);
      }
    }
  }

  /// Whether a file of this name runs here.
  boolean holds(Path name) {
    return held.containsKey(name);
  }

  /// Notes the result of a file. From here on it is never put back.
  void ended(Claim claim, boolean succeeded) {
    held.replace(claim.name(), new Held(claim, Optional.of(succeeded)));
  }

  /// Puts a file where those belong that have ended. Where that cannot be done, it stays, is
  /// remembered, and tried again.
  ///
  /// @throws QueueFault if nothing can be put there
  void putAway(Claim claim, boolean succeeded) {
    ended(claim, succeeded);
    try {
      dispose(claim, succeeded);
    } catch (IOException e) {
      endings.add(claim, succeeded, Reasons.of(e));
      requireServiceable(claim.directory(), completion.target(succeeded));
      return;
    }
    endings.remove(claim);
    held.remove(claim.name());
  }

  /// Tries again to move away the files that could not be moved.
  void retry() {
    for (var ending : endings.all()) {
      putAway(ending.claim(), ending.succeeded());
    }
  }

  /// Puts a file where those belong that have ended, or does what else is done with those.
  ///
  /// @throws IOException if that cannot be done
  void dispose(Claim claim, boolean succeeded) throws IOException {
    completion.dispose(claim, succeeded);
    isDirty = true;
  }

  /// Puts a file back into the queue.
  ///
  /// @throws IOException if it cannot be; it is still held then
  void giveBack(Claim claim) throws IOException {
    putBack(claim);
    held.remove(claim.name());
  }

  /// The same with a file that is not held.
  void putBack(Claim claim) throws IOException {
    completion.putBack(claim);
    isDirty = true;
  }

  /// Gives a sign of life to supervisors on other machines.
  ///
  /// @throws QueueFault if that cannot be done
  void beat() {
    try {
      Owner.beat(mine); // not by the locked file, which must not be opened again
    } catch (IOException e) {
      throw new QueueFault(queue, e);
    }
  }

  /// Makes what was moved so far durable.
  ///
  /// @throws QueueFault if that cannot be done
  void sync() {
    if (!isDirty) {
      return;
    }
    isDirty = false;
    for (var directory : new Path[]{mine, queue.path(), queue.done(), queue.failed()}) {
      try {
        AtomicFile.syncDirectory(directory);
      } catch (NoSuchFileException e) {
        log.debug("{} is missing, and created again when needed", directory);
      } catch (IOException e) {
        throw new QueueFault(queue, e);
      }
    }
  }

  /// Puts back what has not ended, puts away what has, and gives the directory up. Files with which
  /// that cannot be done stay, signed, for the next supervisor.
  @Override
  public void close() throws IOException {
    try (lock) {
      for (var one : new ArrayList<>(held.values())) {
        settle(one);
      }
      for (var theirs : new ArrayList<>(adopted.keySet())) {
        if (!holdsIn(theirs)) {
          release(theirs);
        }
      }
      remove(mine);
      sync();
    } finally {
      for (var left : adopted.values()) {
        left.close();
      }
    }
  }

  private void settle(Held one) {
    var claim = one.claim();
    try {
      if (one.succeeded().isPresent()) {
        dispose(claim, one.succeeded().get());
        held.remove(claim.name());
      } else {
        giveBack(claim);
      }
    } catch (IOException e) {
      log.warn(
          "{} cannot be moved {}: {}; the next supervisor of this queue will handle it",
          Printable.of(NativeText.of(claim.path())),
          one.succeeded().isPresent() ? "away" : "back",
          Reasons.of(e));
      one.succeeded().ifPresent(s -> endings.add(claim, s, Reasons.of(e)));
    }
  }

  /// Removes the directory of a supervisor that has taken nothing, or left files for others. One
  /// that still has files of tasks is left as it is.
  static void remove(Path directory) throws IOException {
    try {
      if (!Names.filesIn(directory).isEmpty()) {
        log.debug("{} is kept: it has files", directory);
        return;
      }
      Owner.delete(directory);
      Files.deleteIfExists(directory);
    } catch (NoSuchFileException | NotDirectoryException e) {
      log.debug("{} is gone", directory);
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
      log.debug("{} is kept: it has files left for others", directory);
    } catch (FileSystemException e) {
      log.warn("{} cannot be removed: {}", directory, Reasons.of(e));
    }
  }
}
