package io.parallelr.journal;

import io.parallelr.engine.RunListener;
import io.parallelr.engine.Threads;
import io.parallelr.task.Output;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a slow listener of results on a thread of its own, in order, so that a large output or a
/// slow terminal holds up no slot; only when much is waiting do slots wait too.
public final class InOrder implements RunListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InOrder.class);
  /// How much may wait, in characters.
  private static final int MOST_WAITING = 4 << 20;
  /// What a result takes beside what its task has printed.
  private static final int RESULT = 1024;
  /// How long a listener may be stuck, once the run is to end.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final RunListener listener;
  private final Consumer<RuntimeException> onFailure;
  private final BlockingQueue<Optional<TaskResult>> queue = new LinkedBlockingQueue<>();
  private final Semaphore space = new Semaphore(MOST_WAITING);
  private final Thread thread;
  private volatile boolean isHurried;
  private volatile boolean isBroken;
  private final AtomicLong told = new AtomicLong();

  /// @param onFailure called once if the listener throws; it is not called again after that
  public InOrder(RunListener listener, Consumer<RuntimeException> onFailure) {
    this.listener = listener;
    this.onFailure = onFailure;
    this.thread = Threads.start("output", this::loop);
  }

  /// Waits while too much is waiting.
  @Override
  public void finished(TaskResult result) {
    int size = size(result);
    if (!isHurried && !isBroken) {
      space.acquireUninterruptibly(size);
    }
    if (!isBroken) {
      queue.add(Optional.of(result));
    }
  }

  /// Lets no slot wait any more, and [#close()] not for a listener that is stuck: the run is to
  /// end. May be called by any thread.
  public void hurry() {
    isHurried = true;
    release();
  }

  /// Waits until the listener has received everything, or is stuck though asked to hurry.
  @Override
  public void close() {
    queue.add(Optional.empty());
    try {
      long before = told.get();
      while (!thread.join(PATIENCE)) {
        if (isHurried && told.get() == before) {
          log.warn(
              "the output of {} task{} is not printed, as nobody reads it; it is recorded",
              queue.size(),
              queue.size() == 1 ? "" : "s");
          return;
        }
        before = told.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry: what is left is in the output files
    }
  }

  private void loop() {
    try {
      for (var next = queue.take(); next.isPresent(); next = queue.take()) {
        listener.finished(next.get());
        told.incrementAndGet();
        if (!isHurried) {
          space.release(size(next.get()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      isBroken = true;
      queue.clear();
      release();
      onFailure.accept(e);
    }
  }

  /// Releases all that wait: more than fits is released, but never more than an int holds.
  private void release() {
    space.drainPermits();
    space.release(Integer.MAX_VALUE / 2);
  }

  private static int size(TaskResult result) {
    return Math.min(MOST_WAITING / 2, RESULT + size(result.stdout()) + size(result.stderr()));
  }

  private static int size(Output output) {
    return output.tail().length();
  }
}
