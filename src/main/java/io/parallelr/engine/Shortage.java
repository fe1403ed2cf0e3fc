package io.parallelr.engine;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs that a machine lacks what a start needs: once when that begins, and once when it is over.
/// Shared by all engines of a process. For any threads.
public final class Shortage {
  private static final Logger log = LoggerFactory.getLogger(Shortage.class);
  /// A machine at its limit has a little to spare now and then.
  private static final Duration CALM = Duration.ofSeconds(2);

  private final Stopwatch time;
  private boolean isOn; // guarded by this, as are the others
  private long since;
  private long last;
  private int waiting;
  private String reason = "";

  Shortage(Stopwatch time) {
    this.time = time;
  }

  /// Records that a task waits to be started.
  synchronized void waits(String reason) {
    waiting++;
    this.reason = reason;
    met(reason + "; the task keeps its slot and is tried again, as are others");
  }

  /// Records that one no longer waits, as it is tried again or cancelled.
  synchronized void tried() {
    waiting--;
  }

  /// Records that something else is missing.
  synchronized void met(String reason) {
    last = time.nanos();
    if (!isOn) {
      isOn = true;
      since = last;
      log.warn("{}", reason);
    }
  }

  /// Why a task could not be started that was tried last.
  synchronized String reason() {
    return reason;
  }

  synchronized boolean isOn() {
    return isOn;
  }

  /// Looks whether it is over, without the end of anything.
  synchronized void look() {
    if (isOn && waiting == 0 && time.nanos() - last > CALM.toNanos()) {
      over();
    }
  }

  /// Records that a run is over.
  synchronized void ended() {
    if (isOn && waiting == 0) {
      over();
    }
  }

  private void over() {
    isOn = false;
    log.info(
        "the shortage is over: it lasted {} s",
        Duration.ofNanos(last - since).toMillis() / 1000.0);
  }
}
