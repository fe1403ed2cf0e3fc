package io.parallelr.engine;

/// The time that counts for a run: monotonic, and standing still while the run is stopped by
/// Ctrl-Z. For any threads.
public final class Stopwatch {
  private long stoppedFor; // guarded by this, as are the others
  private long stoppedAt;
  private boolean isStopped;

  /// By [System#nanoTime()], without the time for which it stood still.
  public synchronized long nanos() {
    return (isStopped ? stoppedAt : System.nanoTime()) - stoppedFor;
  }

  /// Stands still from now on.
  public synchronized void stop() {
    if (!isStopped) {
      isStopped = true;
      stoppedAt = System.nanoTime();
    }
  }

  /// Goes on from where it stood still.
  public synchronized void goOn() {
    if (isStopped) {
      isStopped = false;
      stoppedFor += System.nanoTime() - stoppedAt;
    }
  }
}
