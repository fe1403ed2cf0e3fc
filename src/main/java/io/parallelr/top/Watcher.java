package io.parallelr.top;

import io.parallelr.engine.Ticker;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Looks at the runs once a second, and more often at an output that is followed, on a thread of
/// its own.
final class Watcher {
  private static final long LOOK_MILLIS = 1000;
  private static final long FOLLOW_MILLIS = 200;
  /// A wait may end a moment early.
  private static final long DUE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS - FOLLOW_MILLIS / 2);

  private final Watch watch;
  private final Ticker ticker;
  private final Consumer<Event> taker;
  private Optional<Watch.Target> target = Optional.empty(); // guarded by this
  private boolean isDue; // guarded by this
  private boolean isOutputDue; // guarded by this

  /// @param taker called with what is seen
  Watcher(Watch watch, Ticker ticker, Consumer<Event> taker) {
    this.watch = watch;
    this.ticker = ticker;
    this.taker = taker;
  }

  /// Follows the output of a task from now on; none if empty.
  synchronized void follow(Optional<Watch.Target> newTarget) {
    if (!target.equals(newTarget)) {
      target = newTarget;
      isOutputDue = true;
      notifyAll();
    }
  }

  /// Looks at once.
  synchronized void lookNow() {
    isDue = true;
    notifyAll();
  }

  /// Looks until this thread is interrupted.
  void run() throws InterruptedException {
    long looked = ticker.nanos();
    var snapshot = watch.look();
    var wanted = Optional.<Watch.Target>empty();
    while (true) {
      taker.accept(new Event.Seen(snapshot, watch.follow(wanted)));
      wanted = await();
      if (takesDue() || watch.isBehind() || ticker.nanos() - looked >= DUE_NANOS) {
        looked = ticker.nanos();
        snapshot = watch.look();
      }
    }
  }

  private synchronized Optional<Watch.Target> await() throws InterruptedException {
    if (!isDue && !isOutputDue && !watch.isBehind()) {
      wait(target.isPresent() ? FOLLOW_MILLIS : LOOK_MILLIS);
    }
    isOutputDue = false;
    return target;
  }

  private synchronized boolean takesDue() {
    boolean was = isDue;
    isDue = false;
    return was;
  }
}
