package io.parallelr.local;

import io.parallelr.engine.Stopwatch;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Signals;
import io.parallelr.task.Ending;
import io.parallelr.task.Outcome;
import io.parallelr.task.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Attends to one child from its start until nothing of it runs. Used by one thread.
final class TaskMonitor {
  private static final Logger log = LoggerFactory.getLogger(TaskMonitor.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  /// A look at all processes takes a while on a busy machine.
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(160);
  /// How long a killed process may take to go; longer, it hangs in the kernel.
  private static final Duration LONGEST_DEATH = Duration.ofSeconds(30);

  /// Whoever resumes a task wakes its thread.
  private static final Duration FAR_OFF = Duration.ofHours(1);

  private final Child child;
  private final String name;
  private final MemoryWatch.Sampled sampled;
  private final Ending ending;
  private final boolean keepsBackground;
  private final Suspension suspension;
  private final OutputWatch output;
  private final Stopwatch time;
  private final OnTimeout onTimeout;
  private final SentSignals sent = new SentSignals();
  private long earlyPeak;
  private boolean ended;
  private boolean isGivenUp;

  /// Something that may take a while, and that an interrupt cuts short.
  interface OnTimeout {
    void run() throws InterruptedException;
  }

  /// @param name of the task
  /// @param keepsBackground whether what it leaves behind lives on if it ends by itself
  /// @param onTimeout is done when its time is over, before it is ended
  TaskMonitor(
      Child child,
      String name,
      MemoryWatch.Sampled sampled,
      Ending ending,
      boolean keepsBackground,
      Suspension suspension,
      OutputWatch output,
      OnTimeout onTimeout) {
    this.onTimeout = onTimeout;
    this.keepsBackground = keepsBackground;
    this.child = child;
    this.name = name;
    this.sampled = sampled;
    this.ending = ending;
    this.suspension = suspension;
    this.output = output;
    this.time = suspension.time();
  }

  /// Waits for the end of the child and ends what it leaves behind. Blocks; an interrupt cancels, a
  /// second one ends the grace.
  ///
  /// @return why it was ended, empty if it ended by itself
  Optional<Outcome> untilNothingRuns(Deadline deadline, long memoryLimit, Duration firstLook) {
    var verdict = untilEnd(deadline, memoryLimit, firstLook);
    if (verdict.filter(Outcome.TimedOut.class::isInstance).isPresent()) {
      look();
    }
    boolean hasLeftovers = child.mayHaveLeftovers();
    if (verdict.isPresent() || (hasLeftovers && !keepsBackground)) {
      endAll();
    }
    return verdict;
  }

  private void look() {
    try {
      onTimeout.run();
    } catch (InterruptedException e) {
      log.debug("asked to hurry: {} is not looked at before it is ended", name);
    }
  }

  /// The end of the child itself.
  Child.End end() {
    if (ended) {
      return child.end();
    }
    var why = sent.denied().isEmpty()
        ? "process %d hangs in the kernel".formatted(child.pid())
        : "its end was not awaited";
    return new Child.End(new Outcome.Lost(why), Usage.NONE);
  }

  /// Whether it is certain that nothing of the task can write into its files any more.
  boolean leftNothing() {
    return ended && !isGivenUp && child.leftNothing();
  }

  /// What was given up, and why; empty if nothing was.
  Optional<Survivors> survivors() {
    if (!isGivenUp) {
      return Optional.empty();
    }
    var denied = sent.denied();
    return Optional.of(
        new Survivors(
            name,
            denied.isEmpty() ? hanging() : denied,
            !denied.isEmpty(),
            ended ? Optional.empty() : Optional.of(child)));
  }

  private Set<ProcessTable.Id> hanging() {
    var table = ProcessTable.read();
    var alive = child.alive(table);
    return table.entries()
        .stream()
        .filter(p -> alive.contains(p.pid()))
        .map(ProcessTable.Entry::id)
        .collect(Collectors.toSet());
  }

  /// The largest memory seen while it ran, in bytes; 0 if it ended too soon.
  long peakSeen() {
    return Math.max(earlyPeak, sampled.peak());
  }

  private Optional<Outcome> untilEnd(Deadline deadline, long memoryLimit, Duration firstLook) {
    long began = time.nanos();
    try {
      var left = deadline.left(Duration.ZERO);
      var first = firstLook.compareTo(left) < 0 ? firstLook : left;
      ended = child.awaitEnd(first.isNegative() ? Duration.ZERO : first);
      if (!ended) {
        earlyPeak = ProcessTable.peakBytes(Math.toIntExact(child.pid()));
      }
      while (!ended) {
        left = deadline.left(Duration.ofNanos(time.nanos() - began));
        if (!left.isPositive()) {
          return Optional.of(new Outcome.TimedOut(deadline.now()));
        }
        ended = child.awaitEnd(time.isStopped() ? FAR_OFF : deadline.wait(left));
        if (!ended && sampled.overLimit() > 0) {
          return Optional.of(new Outcome.OutOfMemory(memoryLimit, sampled.overLimit()));
        }
        if (!ended && output.ends(child)) {
          return Optional.of(new Outcome.TooMuchOutput(output.limit().bytes()));
        }
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      return Optional.of(new Outcome.Cancelled());
    }
  }

  /// The result of an attempt to end all.
  private enum Left {
    NOTHING, SOMETHING, WHAT_IS_NOT_OURS
  }

  /// The signal of the ending to all that is left, the grace, then SIGKILL until nothing is.
  private void endAll() {
    var left = Left.SOMETHING;
    try {
      left = awaitNothing(ending.grace(), ending.signal());
    } catch (InterruptedException e) {
      log.debug("asked to hurry: no more grace");
    }
    long deadline = time.nanos() + LONGEST_DEATH.toNanos();
    while (left == Left.SOMETHING && time.nanos() < deadline) {
      sent.reset();
      try {
        left = awaitNothing(LOOK_AGAIN.multipliedBy(5), Signals.SIGKILL);
      } catch (InterruptedException e) {
        log.debug("asked to hurry, but nothing is quicker than SIGKILL");
      }
    }
    isGivenUp = left != Left.NOTHING;
    survivors().ifPresent(s -> log.warn("{}: {}", name, s.sentence()));
  }

  /// Waits until nothing is left, and sends a signal to all that have not had it: a process forked
  /// at the moment of a signal is seen only at the next look.
  private Left awaitNothing(Duration longest, int signal) throws InterruptedException {
    long deadline = time.nanos() + longest.toNanos();
    var pause = LOOK_AGAIN;
    long nextLook = time.nanos();
    while (true) {
      if (time.nanos() - nextLook >= 0) {
        child.signalAll(signal, sent);
        suspension.end();
        if (!sent.denied().isEmpty() && sent.areDenied(child.alive(ProcessTable.read()))) {
          return Left.WHAT_IS_NOT_OURS;
        }
        nextLook = time.nanos() + pause.toNanos();
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
            ? pause.multipliedBy(2)
            : LONGEST_PAUSE;
      }
      if (!ended) {
        long left = Math.max(0, deadline - time.nanos());
        ended = child.awaitEnd(Duration.ofNanos(Math.min(left, LOOK_AGAIN.toNanos())));
      }
      if (ended && !child.mayHaveLeftovers()) {
        return Left.NOTHING;
      }
      if (time.nanos() - deadline >= 0) {
        return Left.SOMETHING;
      }
      if (ended) {
        Thread.sleep(LOOK_AGAIN);
      }
    }
  }
}
