package io.parallelr.queue;

import io.parallelr.engine.Ticker;
import java.time.Duration;

/// When to look at a directory: looks cost time, the more files there are the more. Hungry, as long
/// as files are wanted, it looks soon after something was heard, and from time to time else.
///
/// May be used by any threads.
final class ScanSchedule {
  /// So much of the time goes into looks when nothing is heard, at most.
  private static final int SHARE = 9;

  private final long pause;
  private final Ticker ticker;
  private boolean isHungry;
  private boolean isHeard = true;
  private boolean isClosed;
  private long begun;
  private long ended;
  private boolean isFirst = true;

  /// @param pause between two looks when nothing is heard, at least
  ScanSchedule(Duration pause, Ticker ticker) {
    this.pause = pause.toNanos();
    this.ticker = ticker;
  }

  /// Something has changed in the directory, perhaps.
  synchronized void heard() {
    isHeard = true;
    notifyAll();
  }

  /// Files are wanted.
  ///
  /// @param isUrgent whether there are some for sure
  synchronized void want(boolean isUrgent) {
    isHungry = true;
    isHeard |= isUrgent;
    notifyAll();
  }

  /// Waits until it is time for a look.
  ///
  /// @return false if there will be none any more
  synchronized boolean await() throws InterruptedException {
    while (!isClosed) {
      long left = untilNext();
      if (left <= 0) {
        isHungry = false;
        isHeard = false;
        isFirst = false;
        begun = ticker.nanos();
        return true;
      }
      if (left == Long.MAX_VALUE) {
        wait();
      } else {
        wait(left / 1_000_000 + 1);
      }
    }
    return false;
  }

  private long untilNext() {
    if (isFirst) {
      return 0;
    }
    if (!isHungry) {
      return Long.MAX_VALUE;
    }
    long took = ended - begun;
    return ended + (isHeard ? took : Math.max(pause, took * SHARE)) - ticker.nanos();
  }

  /// A look is over.
  synchronized void looked() {
    ended = ticker.nanos();
  }

  /// How long ago the last look began.
  synchronized long age() {
    return ticker.nanos() - begun;
  }

  synchronized void close() {
    isClosed = true;
    notifyAll();
  }
}
