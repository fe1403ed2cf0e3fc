package io.parallelr.local;

import io.parallelr.os.ProcessTable;
import io.parallelr.os.Signals;
import io.parallelr.task.Outcome;
import io.parallelr.task.Usage;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Attends to one child from its start until nothing of it runs. Used by one thread.
final class Supervision {
  private static final Logger log = LoggerFactory.getLogger(Supervision.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  /// How long a killed process may take to go; longer, it hangs in the kernel.
  private static final Duration LONGEST_DEATH = Duration.ofSeconds(30);

  private final Child child;
  private final MemoryWatch.Sampled sampled;
  private final Duration grace;
  private long earlyPeak;
  private boolean ended;

  Supervision(Child child, MemoryWatch.Sampled sampled, Duration grace) {
    this.child = child;
    this.sampled = sampled;
    this.grace = grace;
  }

  /// Waits for the end of the child and ends what it leaves behind. Blocks; an interrupt cancels, a
  /// second one takes away the grace.
  ///
  /// @return why it was ended, empty if it ended by itself
  Optional<Outcome> untilNothingRuns(Duration timeLimit, long memoryLimit, Duration firstLook) {
    var verdict = untilEnd(timeLimit, memoryLimit, firstLook);
    if (verdict.isPresent() || child.mayHaveLeftovers()) {
      endAll();
    }
    return verdict;
  }

  /// The end of the child itself.
  Child.End end() {
    return ended
        ? child.end()
        : new Child.End(
            new Outcome.Lost("process %d hangs in the kernel".formatted(child.pid())),
            Usage.NONE);
  }

  /// Whether it is certain that nothing of the task can write into its files any more.
  boolean leftNothing() {
    return ended && child.leftNothing();
  }

  /// The largest memory seen while it ran, in bytes; 0 if it ended too soon.
  long peakSeen() {
    return Math.max(earlyPeak, sampled.peak());
  }

  private Optional<Outcome> untilEnd(Duration timeLimit, long memoryLimit, Duration firstLook) {
    long deadline = System.nanoTime() + timeLimit.toNanos();
    try {
      var first = firstLook.compareTo(timeLimit) < 0 ? firstLook : timeLimit;
      ended = child.awaitEnd(first);
      if (!ended) {
        earlyPeak = ProcessTable.peakBytes(Math.toIntExact(child.pid()));
      }
      while (!ended) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return Optional.of(new Outcome.TimedOut(timeLimit));
        }
        ended = child.awaitEnd(Duration.ofNanos(left));
        if (!ended && sampled.overLimit() > 0) {
          return Optional.of(new Outcome.OutOfMemory(memoryLimit, sampled.overLimit()));
        }
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      return Optional.of(new Outcome.Cancelled());
    }
  }

  /// SIGTERM to all that is left, the grace, then SIGKILL until nothing is.
  private void endAll() {
    child.signalAll(Signals.SIGTERM);
    child.signalAll(Signals.SIGCONT); // a stopped process acts on neither until it goes on
    boolean gone = false;
    try {
      gone = awaitNothing(grace);
    } catch (InterruptedException e) {
      log.debug("asked to hurry: no more grace");
    }
    long deadline = System.nanoTime() + LONGEST_DEATH.toNanos();
    while (!gone && System.nanoTime() < deadline) {
      child.signalAll(Signals.SIGKILL);
      try {
        gone = awaitNothing(LOOK_AGAIN.multipliedBy(5));
      } catch (InterruptedException e) {
        log.debug("asked to hurry, but nothing is quicker than SIGKILL");
      }
    }
    if (!gone) {
      log.warn("process {} or a descendant cannot be killed: it hangs in the kernel", child.pid());
    }
  }

  private boolean awaitNothing(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (true) {
      if (!ended) {
        long left = Math.max(0, deadline - System.nanoTime());
        ended = child.awaitEnd(Duration.ofNanos(Math.min(left, LOOK_AGAIN.toNanos())));
      }
      if (ended && !child.mayHaveLeftovers()) {
        return true;
      }
      if (System.nanoTime() >= deadline) {
        return false;
      }
      if (ended) {
        Thread.sleep(LOOK_AGAIN);
      }
    }
  }
}
