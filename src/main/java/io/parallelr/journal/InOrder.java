package io.parallelr.journal;

import io.parallelr.engine.RunListener;
import io.parallelr.task.TaskResult;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// Tells a slow listener of results on a thread of its own, in order, so that a large output or a
/// slow terminal holds up no slot.
public final class InOrder implements RunListener, AutoCloseable {
  private final RunListener listener;
  private final Consumer<RuntimeException> onFailure;
  private final BlockingQueue<Optional<TaskResult>> queue = new LinkedBlockingQueue<>();
  private final Thread thread;

  /// @param onFailure told once if the listener throws; it is not called again after that
  public InOrder(RunListener listener, Consumer<RuntimeException> onFailure) {
    this.listener = listener;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name("output").daemon().start(this::loop);
  }

  @Override
  public void finished(TaskResult result) {
    queue.add(Optional.of(result));
  }

  /// Waits until the listener has been told of all. An interrupt ends the wait.
  @Override
  public void close() {
    queue.add(Optional.empty());
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry: what is left is in the output files
    }
  }

  private void loop() {
    try {
      for (var next = queue.take(); next.isPresent(); next = queue.take()) {
        listener.finished(next.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      onFailure.accept(e);
    }
  }
}
