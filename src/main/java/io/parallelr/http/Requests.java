package io.parallelr.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The requests that are being answered, and the end of accepting any.
final class Requests {
  private final ReentrantLock lock = new ReentrantLock(); // guards the map and the phase
  private final Condition none = lock.newCondition();
  private final Map<Exchange, Runnable> running = new HashMap<>();
  private Phase phase = Phase.OPEN;

  /// How far the end is.
  enum Phase {
    /// It is not.
    OPEN,
    /// Each connection is closed after its next response.
    PARTING,
    /// What would go on without an end is ended, too.
    ENDING,
    /// There are no more requests.
    CLOSED
  }

  /// Counts a request as running, if the listener is not closed yet.
  ///
  /// @return whether it is not
  boolean begin(Exchange exchange) {
    lock.lock();
    try {
      boolean isOpen = phase != Phase.CLOSED;
      if (isOpen) {
        running.put(exchange, () -> {});
      }
      return isOpen;
    } finally {
      lock.unlock();
    }
  }

  /// Its response is sent, or cannot be.
  void end(Exchange exchange) {
    lock.lock();
    try {
      running.remove(exchange);
      if (running.isEmpty()) {
        none.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Runs the action when the listener is closed, at once if it has been already.
  void onClosing(Exchange exchange, Runnable action) {
    lock.lock();
    try {
      running.computeIfPresent(exchange, (_, earlier) -> () -> {
        earlier.run();
        action.run();
      });
      if (!isEnding()) {
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  /// Ends those of a session as if the listener was closed.
  void endSession(String token) {
    List<Runnable> actions;
    lock.lock();
    try {
      actions = running.entrySet()
          .stream()
          .filter(request -> request.getKey().access().isOf(token))
          .map(Map.Entry::getValue)
          .toList();
    } finally {
      lock.unlock();
    }
    actions.forEach(Runnable::run);
  }

  private boolean isEnding() {
    return phase.compareTo(Phase.ENDING) >= 0;
  }

  /// Whether connections are to be closed after their responses.
  boolean isParting() {
    lock.lock();
    try {
      return phase != Phase.OPEN;
    } finally {
      lock.unlock();
    }
  }

  /// Accepts no more, and asks the running ones to end.
  void close() {
    enter(Phase.CLOSED);
  }

  /// Goes to a phase, also back. Asks the running ones to end if it is one of the end.
  void enter(Phase newPhase) {
    List<Runnable> actions;
    lock.lock();
    try {
      phase = newPhase;
      actions = isEnding() ? List.copyOf(running.values()) : List.of();
    } finally {
      lock.unlock();
    }
    actions.forEach(Runnable::run);
  }

  /// Waits until none is running, at most for the limit.
  void awaitNone(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long left = limit.toNanos();
      while (!running.isEmpty() && left > 0) {
        left = none.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
