package io.parallelr.queue;

import io.parallelr.engine.RunListener;
import io.parallelr.os.NativeText;
import io.parallelr.task.Outcome;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files whose tasks wait or run in this process, and where they go when those have ended. For
/// any threads.
final class RunningClaims implements RunListener {
  private static final Logger log = LoggerFactory.getLogger(RunningClaims.class);

  private final QueueDirectory queue;
  private final Claims claims;
  private final Intake.Policy policy;
  private final Map<Integer, Claim> bySequence = new ConcurrentHashMap<>();

  RunningClaims(QueueDirectory queue, Claims claims, Intake.Policy policy) {
    this.queue = queue;
    this.claims = claims;
    this.policy = policy;
  }

  /// Adds the file of a task, by the number of that.
  void add(int sequence, Claim claim) {
    bySequence.put(sequence, claim);
  }

  /// Notes results before anything else is done with them.
  RunListener first() {
    return new RunListener() {
      @Override
      public void finished(TaskResult result) {
        if (result.isFinal() && !isPutBack(result)) {
          Optional.ofNullable(bySequence.get(result.task().sequence()))
              .ifPresent(claim -> claims.ended(claim, result.succeeded()));
        }
      }
    };
  }

  @Override
  public void finished(TaskResult result) {
    if (result.isFinal()) {
      Optional.ofNullable(bySequence.remove(result.task().sequence()))
          .ifPresent(claim -> putAway(claim, result));
    }
  }

  private boolean isPutBack(TaskResult result) {
    return result.outcome() instanceof Outcome.Cancelled && policy.isStopping().getAsBoolean();
  }

  private void putAway(Claim claim, TaskResult result) {
    if (isPutBack(result)) {
      giveBack(claim);
    } else if (policy.changes().isToBeQueuedAgain(result.task().sequence())
        && claim.redeliveries() + 1 < policy.actions().maxRedeliveries()) {
      requeue(claim);
    } else {
      claims.putAway(claim, result.succeeded());
    }
  }

  private void requeue(Claim claim) {
    try {
      queue.setRedeliveries(claim.name(), claim.redeliveries() + 1);
      giveBack(claim);
    } catch (IOException e) {
      log.warn("{} is not run again: {}", Printable.of(NativeText.of(claim.path())), Reasons.of(e));
      claims.putAway(claim, false);
    }
  }

  private void giveBack(Claim claim) {
    try {
      claims.giveBack(claim);
    } catch (IOException e) {
      log.debug("{} goes back with what is left: {}", claim.path(), Reason.withPath(e));
    }
  }
}
