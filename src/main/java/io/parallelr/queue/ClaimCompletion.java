package io.parallelr.queue;

import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves files that were taken to where they belong afterwards. For any threads.
final class ClaimCompletion {
  private static final Logger log = LoggerFactory.getLogger(ClaimCompletion.class);
  private static final String ENDED = "ended";

  private final QueueDirectory queue;
  private final CompletionActions actions;
  private final Path mine;

  /// @param mine the directory of the files that this supervisor has taken
  ClaimCompletion(QueueDirectory queue, CompletionActions actions, Path mine) {
    this.queue = queue;
    this.actions = actions;
    this.mine = mine;
  }

  /// Puts a file where those belong that have ended, or does what else is done with those.
  ///
  /// @throws IOException if that cannot be done
  void dispose(Claim claim, boolean succeeded) throws IOException {
    switch (succeeded ? actions.onSuccess() : actions.onFailure()) {
      case MOVE, LEAVE -> {
        var directory = target(succeeded);
        try {
          warnIfGone(claim, QueueDirectory.move(claim.path(), directory, claim.name()));
        } catch (NoSuchFileException e) {
          Files.createDirectories(directory); // cleared away
          warnIfGone(claim, QueueDirectory.move(claim.path(), directory, claim.name()));
        }
      }
      case DELETE -> Files.deleteIfExists(claim.path());
    }
    forgetRedeliveries(claim);
  }

  /// Where files go that have ended.
  Path target(boolean succeeded) {
    return switch (succeeded ? actions.onSuccess() : actions.onFailure()) {
      case MOVE -> succeeded ? queue.done() : queue.failed();
      case LEAVE -> mine.resolve(ENDED);
      case DELETE -> mine;
    };
  }

  private void forgetRedeliveries(Claim claim) {
    try {
      queue.forgetRedeliveries(claim.name());
    } catch (IOException e) {
      log.debug("the count of {} stays: {}", claim.name(), Reason.withPath(e));
    }
  }

  private static void warnIfGone(Claim claim, Optional<Path> moved) {
    if (moved.isEmpty()) {
      log.warn(
          "{} disappeared while its task ran: the task moved or deleted it",
          Printable.of(NativeText.of(claim.path())));
    }
  }

  /// Puts a file back into the queue.
  ///
  /// @throws IOException if that cannot be done
  void putBack(Claim claim) throws IOException {
    warnIfGone(claim, QueueDirectory.move(claim.path(), queue.path(), claim.name()));
  }
}
