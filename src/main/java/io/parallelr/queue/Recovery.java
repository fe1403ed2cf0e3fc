package io.parallelr.queue;

import io.parallelr.os.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes care of what dead supervisors had taken: goes on with tasks that still run, and puts the
/// other files back.
///
/// A supervisor of this machine is dead when its lock is free; one of another machine when it has
/// given no sign of life for a while.
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final QueueDirectory queue;
  private final Claims claims;
  private final Disposal disposal;
  private final String boot;
  private final Remains remains;

  /// @param boot of this machine
  Recovery(
      QueueDirectory queue,
      Claims claims,
      Disposal disposal,
      String boot,
      Remains remains) {
    this.queue = queue;
    this.claims = claims;
    this.disposal = disposal;
    this.boot = boot;
    this.remains = remains;
  }

  /// Looks for the dead.
  ///
  /// @return files whose tasks still run, and are this supervisor's from here on
  List<Claim> run() throws IOException, InterruptedException {
    var adopted = new ArrayList<Claim>();
    for (var directory : othersIn(queue.running())) {
      try {
        var owner = Owner.of(directory);
        var lock = LockFile.tryHold(directory.resolve(Owner.LOCK));
        if (lock.isPresent()) {
          recover(directory, owner, lock.get(), adopted);
        }
      } catch (NoSuchFileException e) {
        log.debug("{} has just gone, or is not a supervisor's", directory);
      }
    }
    return adopted;
  }

  private void recover(Path directory, Owner owner, LockFile lock, List<Claim> adopted)
      throws IOException, InterruptedException {
    boolean isKept = false;
    try {
      if (!isDead(owner, directory)) {
        return;
      }
      var ended = new LinkedHashMap<Path, Path>(); // by where they were taken from
      for (var file : filesIn(directory)) {
        var name = String.valueOf(file.getFileName());
        var original = queue.path().resolve(name);
        if (isHere(owner) && remains.isRunning(owner, original)) {
          claims.adopt(directory, lock, name).ifPresent(adopted::add);
          isKept = true;
        } else {
          ended.put(original, file);
        }
      }
      var succeeded = isHere(owner) ? remains.succeeded(owner, ended) : Map.<Path, Boolean>of();
      for (var file : ended.entrySet()) {
        recover(file.getValue(), owner, Optional.ofNullable(succeeded.get(file.getKey())));
      }
      if (!isKept) {
        Claims.remove(directory);
      }
    } finally {
      if (!isKept) {
        lock.close();
      }
    }
  }

  private boolean isHere(Owner owner) {
    return owner.boot().equals(boot);
  }

  private boolean isDead(Owner owner, Path directory) throws IOException {
    return isHere(owner) // its lock was free
        || Owner.since(directory, claims.directory()).compareTo(disposal.claimTimeout()) > 0;
  }

  private void recover(Path file, Owner owner, Optional<Boolean> result) throws IOException {
    var name = String.valueOf(file.getFileName());
    var claim = new Claim(file, queue.path().resolve(name), queue.redeliveries(name));
    if (result.isPresent()) {
      log.info("{} had ended when its supervisor died (run {})", name, owner.runId());
      claims.ended(claim, result.get());
      return;
    }
    int redeliveries = claim.redeliveries() + 1;
    if (redeliveries >= disposal.maxRedeliveries()) {
      log.warn(
          "{} goes to {}: {} supervisors have died while they ran it",
          name,
          queue.failed(),
          redeliveries);
      claims.ended(claim, false);
      return;
    }
    log.warn(
        "{} is put back: its supervisor died (run {}, {}); redelivery {}",
        name,
        owner.runId(),
        owner.host(),
        redeliveries);
    queue.setRedeliveries(name, redeliveries);
    claims.giveBack(claim);
  }

  private List<Path> othersIn(Path running) throws IOException {
    var others = new ArrayList<Path>();
    try (var directories = Files.newDirectoryStream(running)) {
      for (var directory : directories) {
        if (!isHidden(directory) && !directory.equals(claims.directory())
            && !claims.hasAdopted(directory)) {
          others.add(directory);
        }
      }
    }
    return others;
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    var found = new ArrayList<Path>();
    try (var files = Files.newDirectoryStream(directory)) {
      for (var file : files) {
        if (!isHidden(file) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }
}
