package io.parallelr.queue;

import io.parallelr.engine.Ticker;
import java.time.Duration;
import java.util.function.Consumer;

/// Repeats a step on a thread of its own until it is closed. All that it throws is reported, so
/// that no thread dies unnoticed.
final class RepeatingThread implements AutoCloseable {
  private final Ticker ticker;
  private final Duration pause;
  private final Step step;
  private final Consumer<RuntimeException> onFailure;
  private final Thread thread;
  private boolean isClosed;

  /// What is done.
  interface Step {
    void run() throws Exception;
  }

  private RepeatingThread(
      String name,
      Duration pause,
      Ticker ticker,
      Step step,
      Consumer<RuntimeException> onFailure) {
    this.ticker = ticker;
    this.pause = pause;
    this.step = step;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::work);
  }

  /// Begins with it.
  ///
  /// @param pause between two rounds
  /// @param onFailure called with what ends it
  static RepeatingThread start(
      String name,
      Duration pause,
      Ticker ticker,
      Step step,
      Consumer<RuntimeException> onFailure) {
    var rounds = new RepeatingThread(name, pause, ticker, step, onFailure);
    rounds.thread.start();
    return rounds;
  }

  /// Starts a thread for something that repeats itself.
  static Thread once(String name, Step step, Consumer<RuntimeException> onFailure) {
    return Thread.ofPlatform().name(name).daemon().start(() -> guarded(step, onFailure));
  }

  private void work() {
    guarded(() -> {
      do {
        step.run();
      } while (continues());
    }, onFailure);
  }

  private static void guarded(Step step, Consumer<RuntimeException> onFailure) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to end
    } catch (RuntimeException e) {
      onFailure.accept(e);
    } catch (Throwable e) {
      onFailure.accept(
          new IllegalStateException(
              "the thread '%s' died: %s".formatted(Thread.currentThread().getName(), e),
              e));
    }
  }

  private synchronized boolean continues() throws InterruptedException {
    long deadline = ticker.nanos() + pause.toNanos();
    for (long left = pause.toNanos(); !isClosed && left > 0; left = deadline - ticker.nanos()) {
      wait(left / 1_000_000 + 1);
    }
    return !isClosed;
  }

  /// Begins no further round; one that is in progress is not waited for.
  @Override
  public synchronized void close() {
    isClosed = true;
    notifyAll();
  }

  /// Interrupts a round in progress.
  void interrupt() {
    thread.interrupt();
  }

  /// Waits until the last round is over.
  void await() throws InterruptedException {
    thread.join();
  }
}
