package io.parallelr.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The requests that are being answered, and the end of accepting any.
final class Requests {
  private final ReentrantLock lock = new ReentrantLock(); // guards the map and the flag
  private final Condition none = lock.newCondition();
  private final Map<Exchange, Runnable> running = new HashMap<>();
  private boolean isClosing;

  /// Counts a request as running, if the listener is not closed yet.
  ///
  /// @return whether it is not
  boolean begin(Exchange exchange) {
    lock.lock();
    try {
      if (!isClosing) {
        running.put(exchange, () -> {});
      }
      return !isClosing;
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
      if (!isClosing) {
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  boolean isClosing() {
    lock.lock();
    try {
      return isClosing;
    } finally {
      lock.unlock();
    }
  }

  /// Accepts no more, and asks the running ones to end.
  void close() {
    List<Runnable> actions;
    lock.lock();
    try {
      isClosing = true;
      actions = List.copyOf(running.values());
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
