package io.parallelr.local;

import io.parallelr.engine.Stopwatch;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Processes;
import io.parallelr.os.Signals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/// Stops what runs, and lets it continue: what Ctrl-Z is to a job of a shell. Nothing is started
/// meanwhile, and the time that counts stands still. For any threads.
final class Pausing {
  /// How often to look for what was forked in the moment of the signal.
  private static final int MOST_LOOKS = 20;

  private final Supplier<Set<Child>> children;
  private final Stopwatch time;
  private final StampedLock starting = new StampedLock();
  private final Map<ProcessTable.Id, ProcessTable.Entry> stopped =
      new LinkedHashMap<>(); // guarded by this
  private long stamp;

  /// @param children that are stopped, as they are then
  Pausing(Supplier<Set<Child>> children, Stopwatch time) {
    this.children = children;
    this.time = time;
  }

  /// The time that stands still.
  Stopwatch time() {
    return time;
  }

  /// Something that is not done while all is stopped.
  interface Step<T, E extends Exception> {
    T take() throws E;
  }

  /// Starts something. Waits while all is stopped.
  <T, E extends Exception> T outside(Step<T, E> step) throws E {
    long held = starting.readLock();
    try {
      return step.take();
    } finally {
      starting.unlockRead(held);
    }
  }

  synchronized void pause() {
    if (stamp != 0) {
      return;
    }
    stamp = starting.writeLock();
    time.stop();
    boolean isNew = true;
    for (int look = 0; isNew && look < MOST_LOOKS; look++) {
      isNew = stopNew();
    }
  }

  private boolean stopNew() {
    var table = ProcessTable.read();
    boolean found = false;
    for (var child : children.get()) {
      var alive = child.alive(table);
      for (var process : table.entries()) {
        if (alive.contains(process.pid()) && !stopped.containsKey(process.id())) {
          stopped.put(process.id(), process);
          found |= process.state() != 'T' && Processes.signal(process, Signals.SIGSTOP);
        }
      }
    }
    return found;
  }

  synchronized void resume() {
    if (stamp == 0) {
      return;
    }
    time.resume();
    stopped.values()
        .stream()
        .filter(process -> process.state() != 'T') // that was stopped by itself before
        .forEach(process -> Processes.signal(process, Signals.SIGCONT));
    stopped.clear();
    starting.unlockWrite(stamp);
    stamp = 0;
  }
}
