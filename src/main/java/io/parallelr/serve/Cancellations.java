package io.parallelr.serve;

import io.parallelr.engine.Threads;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;

/// Cancels tasks on a thread of its own: the plan decides on it while the engine is locked, and may
/// be called by a task's own thread, neither of which can wait for a task.
final class Cancellations implements AutoCloseable {
  private final LinkedBlockingQueue<Integer> sequences = new LinkedBlockingQueue<>();
  private final IntConsumer cancel;
  private final Thread thread;

  /// @param cancel cancels the task of a number
  Cancellations(IntConsumer cancel) {
    this.cancel = cancel;
    this.thread = Threads.start("cancel", this::loop);
  }

  void add(List<Integer> tasks) {
    sequences.addAll(tasks);
  }

  private void loop() {
    try {
      while (true) {
        cancel.accept(sequences.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
