package io.parallelr.store;

/// What a thread still does when it is interrupted because its store is closed.
final class LastWork {
  private LastWork() {}

  /// Interrupts the thread, and waits until it has ended. An interrupt of this one is kept for
  /// later: files must not be closed before.
  static void await(Thread thread) {
    thread.interrupt();
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
