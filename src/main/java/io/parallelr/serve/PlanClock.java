package io.parallelr.serve;

import io.parallelr.engine.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Calls the plan when something is due, on a thread of its own.
final class PlanClock implements AutoCloseable {
  /// The clock of the machine may be set meanwhile.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final Runnable due;
  private final Thread thread;
  private Optional<Instant> next = Optional.empty(); // guarded by this

  /// @param due does what is due; sets the next time
  PlanClock(InstantSource clock, Runnable due) {
    this.clock = clock;
    this.due = due;
    this.thread = Threads.start("timers", this::loop);
  }

  /// Sets when something is due next; empty for never.
  synchronized void set(Optional<Instant> time) {
    if (!time.equals(next)) {
      next = time;
      notifyAll();
    }
  }

  private void loop() {
    try {
      while (true) {
        awaitDue();
        due.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private synchronized void awaitDue() throws InterruptedException {
    while (true) {
      if (next.isEmpty()) {
        wait();
      } else {
        var left = Duration.between(clock.instant(), next.get());
        if (!left.isPositive()) {
          next = Optional.empty(); // until it is set again
          return;
        }
        var pause = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
        wait(pause.toMillis() + 1);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
