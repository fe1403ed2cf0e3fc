package io.parallelr.queue;

import io.parallelr.engine.Ticker;
import java.time.Duration;

/// When to look at a directory: a look takes the longer the more files there are. While files are
/// wanted, it is due soon after a change was heard of, and otherwise from time to time.
///
/// May be used by any threads.
final class ScanSchedule {
  /// So much of the time goes into looks when nothing is heard, at most.
  private static final int SHARE = 9;

  private final long pause;
  private final Ticker ticker;
  private boolean isWanted;
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
    isWanted = true;
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
        isWanted = false;
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
    if (!isWanted) {
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
