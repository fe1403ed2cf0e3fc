package io.parallelr.run;

import java.io.IOException;

/// What is done before a run begins and may take long: an interrupt ends it, and touches
/// nothing else.
final class Preparation {
  private final Thread thread;
  private boolean isRunning; // guarded by this, as is the other
  private boolean isCancelled;

  /// @param thread that does it
  Preparation(Thread thread) {
    this.thread = thread;
  }

  /// A part of it.
  interface Step<T> {
    T take() throws IOException, InterruptedException;
  }

  /// Does a part. Blocks.
  ///
  /// @throws InterruptedException if it was cancelled
  <T> T run(Step<T> step) throws IOException, InterruptedException {
    begin();
    try {
      return step.take();
    } finally {
      end();
    }
  }

  /// Ends what is in progress, and lets nothing more begin. May be called by any thread.
  synchronized void cancel() {
    isCancelled = true;
    if (isRunning) {
      thread.interrupt();
    }
  }

  private synchronized void begin() throws InterruptedException {
    if (isCancelled) {
      throw new InterruptedException("cancelled");
    }
    isRunning = true;
  }

  private synchronized void end() {
    isRunning = false;
    boolean _ = Thread.interrupted(); // it was meant for what is over
  }
}
