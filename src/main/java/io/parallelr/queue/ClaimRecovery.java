package io.parallelr.queue;

import io.parallelr.engine.Ticker;
import io.parallelr.os.LockFile;
import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Recovers the files that dead supervisors had taken: resumes tasks that still run, and puts the
/// other files back.
///
/// A supervisor of this machine is dead when its lock is free; one of another machine when it has
/// given no sign of life for a while. What is wrong with the claims of one concerns those alone. For
/// one thread, but for [#stop()].
final class ClaimRecovery {
  private static final Logger log = LoggerFactory.getLogger(ClaimRecovery.class);
  private static final Duration BETWEEN_TRIALS = Duration.ofMinutes(1);

  private final QueueDirectory queue;
  private final Claims claims;
  private final CompletionActions actions;
  private final PriorRunLookup remains;
  private final Ticker ticker;
  private final Consumer<Claim> resume;
  private final Set<Path> warnedOf = new HashSet<>();
  private final Map<Path, Long> triedAt = new HashMap<>();
  private boolean isStopped;

  /// @param resume takes files whose tasks still run, and belong to this supervisor from then on
  ClaimRecovery(
      QueueDirectory queue,
      Claims claims,
      CompletionActions actions,
      PriorRunLookup remains,
      Ticker ticker,
      Consumer<Claim> resume) {
    this.queue = queue;
    this.claims = claims;
    this.actions = actions;
    this.remains = remains;
    this.ticker = ticker;
    this.resume = resume;
  }

  /// Looks for the dead.
  ///
  /// @throws IOException if the directory of all that is taken cannot be read
  /// @throws InterruptedException if this thread was interrupted
  void run() throws IOException, InterruptedException {
    var others = new HashSet<Path>();
    Names.each(queue.running(), directory -> {
      if (!Names.isHidden(directory) && !directory.equals(claims.directory())) {
        others.add(directory);
      }
    });
    warnedOf.removeIf(path -> !others.contains(path) && !others.contains(path.getParent()));
    triedAt.keySet().retainAll(others);
    for (var directory : others) {
      var last = triedAt.get(directory);
      if (last == null || ticker.nanos() - last > BETWEEN_TRIALS.toNanos()) {
        look(directory);
      }
    }
  }

  /// Moves nothing from here on. A journal that is being read is not waited for.
  synchronized void stop() {
    isStopped = true;
  }

  private void look(Path directory) throws InterruptedException {
    try {
      var files = Names.filesIn(directory);
      files.removeIf(claims::holdsAt);
      var itsLock = claims.lockOf(directory);
      if (itsLock.isPresent()) {
        if (!files.isEmpty()) {
          recover(directory, owner(directory).orElseThrow(), files, itsLock.get());
        } else if (!claims.holdsIn(directory)) {
          claims.release(directory);
        }
        return;
      }
      var problem = OwnershipCheck.of(directory);
      var owner = owner(directory);
      if (problem.isEmpty()) {
        lookAt(directory, owner.orElseThrow());
      } else if (!files.isEmpty() && owner.isEmpty()) {
        warnOnce(directory, problem.get());
      } else if (!files.isEmpty() && isSilent(directory)) { // it may live, though it cannot be
                                                            // asked
        lookAt(directory, owner.orElseThrow());
      }
    } catch (NoSuchFileException e) {
      log.debug("{} has just gone", directory);
    } catch (AccessDeniedException e) {
      log.debug("{} is another user's", directory);
    } catch (IOException e) {
      triedAt.put(directory, ticker.nanos());
      warnOnce(directory, Reasons.of(e));
    }
  }

  private void lookAt(Path directory, Owner owner) throws IOException, InterruptedException {
    if (!isLockFile(directory.resolve(Owner.LOCK))) {
      throw new IOException("its %s is not a file".formatted(Owner.LOCK));
    }
    var lock = LockFile.tryHold(directory.resolve(Owner.LOCK));
    if (lock.isPresent()) {
      try {
        var files = Names.filesIn(directory); // again: it may have just ended
        if (isDead(owner, directory)) {
          recover(directory, owner, files, lock.get());
        }
      } finally {
        if (claims.lockOf(directory).isEmpty()) {
          lock.get().close();
        }
      }
    }
  }

  private static boolean isLockFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private Optional<Owner> owner(Path directory) throws IOException {
    try {
      return Optional.of(Owner.of(directory));
    } catch (IOException e) {
      return Owner.guess(directory, claims.owner());
    }
  }

  private boolean isHere(Owner owner) {
    return owner.boot().equals(claims.owner().boot());
  }

  private boolean isDead(Owner owner, Path directory) throws IOException {
    return isHere(owner) // its lock was free
        || isSilent(directory);
  }

  private boolean isSilent(Path directory) throws IOException {
    return Owner.since(directory, claims.directory()).compareTo(actions.claimTimeout()) > 0;
  }

  private void recover(Path directory, Owner owner, List<Path> files, LockFile lock)
      throws IOException,
      InterruptedException {
    var originals = new LinkedHashMap<Path, Path>();
    files.forEach(f -> originals.put(queue.path().resolve(Names.last(f)), f));
    var running = files.isEmpty() || !isHere(owner)
        ? Set.<Path>of()
        : remains.running(owner, originals.keySet());
    var ended = new LinkedHashMap<>(originals);
    ended.keySet().removeAll(running);
    try {
      var results = ended.isEmpty()
          ? Map.<Path, Boolean>of()
          : remains.succeeded(owner, ended);
      move(directory, owner, lock, originals, running, results);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry: they are left for the next supervisor
    }
  }

  private synchronized void move(
      Path directory,
      Owner owner,
      LockFile lock,
      Map<Path, Path> files,
      Set<Path> running,
      Map<Path, Boolean> results)
      throws IOException {
    if (isStopped) {
      return;
    }
    var recorded = Endings.read(directory);
    for (var file : files.entrySet()) {
      var name = Names.last(file.getValue());
      var claim = new Claim(file.getValue(), file.getKey(), queue.redeliveries(name));
      try {
        if (running.contains(file.getKey())) {
          claims.adopt(directory, lock, name).ifPresent(resume);
        } else {
          recover(
              claim,
              owner,
              Endings.result(recorded, name)
                  .or(() -> Optional.ofNullable(results.get(file.getKey()))));
        }
      } catch (IOException e) {
        triedAt.put(directory, ticker.nanos());
        warnOnce(claim.path(), Reasons.of(e));
      }
    }
    if (claims.lockOf(directory).isEmpty()) {
      Claims.remove(directory);
    }
  }

  private void recover(Claim claim, Owner owner, Optional<Boolean> result) throws IOException {
    var name = Printable.of(NativeText.of(claim.name()));
    if (result.isPresent()) {
      log.info("{} had ended when its supervisor died (run {})", name, owner.runId());
      claims.dispose(claim, result.get());
      return;
    }
    int redeliveries = claim.redeliveries() + 1;
    if (redeliveries >= actions.maxRedeliveries()) {
      log.warn(
          "{} is moved to {}: {} supervisors died while running it",
          name,
          queue.failed(),
          redeliveries);
      claims.dispose(claim, false);
      return;
    }
    log.warn(
        "{} is put back: its supervisor died (run {}, {}); redelivery {}",
        name,
        owner.runId(),
        owner.host(),
        redeliveries);
    queue.setRedeliveries(claim.name(), redeliveries);
    claims.putBack(claim);
  }

  private void warnOnce(Path path, String reason) {
    if (warnedOf.add(path)) {
      log.warn(
          "the files taken in {} cannot be recovered: {}; `parallelr queue` shows them",
          Printable.of(NativeText.of(path)),
          Printable.of(reason));
    }
  }
}
