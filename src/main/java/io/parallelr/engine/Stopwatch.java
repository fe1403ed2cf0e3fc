package io.parallelr.engine;

/// The time that counts for a run: monotonic, and standing still while the run is stopped by
/// Ctrl-Z. For any threads.
public final class Stopwatch {
  private final Ticker ticker;
  private long stoppedFor; // guarded by this, as are the others
  private long stoppedAt;
  private boolean isStopped;

  /// @param ticker that it goes by
  public Stopwatch(Ticker ticker) {
    this.ticker = ticker;
  }

  /// By the ticker, without the time for which it stood still.
  public synchronized long nanos() {
    return (isStopped ? stoppedAt : ticker.nanos()) - stoppedFor;
  }

  /// Whether it stands still.
  public synchronized boolean isStopped() {
    return isStopped;
  }

  /// Stands still from now on.
  public synchronized void stop() {
    if (!isStopped) {
      isStopped = true;
      stoppedAt = ticker.nanos();
    }
  }

  /// Continues from where it stood still.
  public synchronized void resume() {
    if (isStopped) {
      isStopped = false;
      stoppedFor += ticker.nanos() - stoppedAt;
    }
  }
}
