package io.parallelr.queue;

import io.parallelr.os.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts back what dead supervisors had taken.
///
/// One of this machine is dead when its lock is free; one of another machine when it has given no
/// sign of life for a while. A file whose task still runs stays where it is until that has ended.
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

  /// Looks for the dead, and puts back what they had.
  void run() throws IOException {
    for (var directory : othersIn(queue.running())) {
      try {
        var owner = Owner.of(directory);
        try (var lock = LockFile.tryHold(directory.resolve(Owner.LOCK)).orElse(null)) {
          if (lock != null && isDead(owner, directory)) {
            recover(directory, owner);
          }
        }
      } catch (NoSuchFileException e) {
        log.debug("{} has just gone, or is not a supervisor's", directory);
      }
    }
  }

  /// Takes over those files of a dead supervisor whose tasks still run.
  ///
  /// @param runId of that supervisor
  List<Claim> adopt(String runId) throws IOException {
    var directory = queue.running(runId);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    var owner = Owner.of(directory);
    var lock = LockFile.tryHold(directory.resolve(Owner.LOCK));
    if (lock.isEmpty()) {
      return List.of();
    }
    var adopted = new ArrayList<Claim>();
    for (var file : filesIn(directory)) {
      var name = String.valueOf(file.getFileName());
      if (remains.isRunning(owner, queue.path().resolve(name))) {
        adopted.add(claims.adopt(directory, lock.get(), name));
      } else {
        recover(file, owner, name);
      }
    }
    if (adopted.isEmpty()) {
      lock.get().close();
      Claims.remove(directory);
    }
    return adopted;
  }

  private boolean isDead(Owner owner, Path directory) throws IOException {
    return owner.boot().equals(boot) // its lock was free
        || Owner.since(directory, claims.directory()).compareTo(disposal.claimTimeout()) > 0;
  }

  private void recover(Path directory, Owner owner) throws IOException {
    boolean isEmpty = true;
    for (var file : filesIn(directory)) {
      var name = String.valueOf(file.getFileName());
      boolean isHere = owner.boot().equals(boot);
      if (isHere && remains.isRunning(owner, queue.path().resolve(name))) {
        isEmpty = false;
      } else {
        recover(file, owner, name);
      }
    }
    if (isEmpty) {
      Claims.remove(directory);
    }
  }

  private void recover(Path file, Owner owner, String name) throws IOException {
    var claim = new Claim(file, queue.path().resolve(name), queue.redeliveries(name));
    var result = owner.boot().equals(boot)
        ? remains.succeeded(owner, file, claim.original())
        : Optional.<Boolean>empty();
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
