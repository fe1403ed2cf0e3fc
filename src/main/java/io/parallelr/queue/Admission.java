package io.parallelr.queue;

import io.parallelr.engine.RunListener;
import io.parallelr.engine.Ticker;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether one more file may be taken: while fewer tasks are in than can run at once, and the
/// breaker is closed. For any threads.
final class Admission implements RunListener {
  private final Ticker ticker;
  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  private final IntSupplier slots;
  private final CircuitBreaker breaker;
  private final Set<Integer> inside = new HashSet<>();
  private boolean isNews;

  /// @param slots how many tasks may be in; 0 while nothing is started
  Admission(IntSupplier slots, CircuitBreaker breaker, Ticker ticker) {
    this.ticker = ticker;
    this.slots = slots;
    this.breaker = breaker;
  }

  /// Whether a task may be taken now.
  boolean isFree() {
    return isFree(slots.getAsInt());
  }

  private synchronized boolean isFree(int room) {
    return inside.size() < room && breaker.lets(inside.size(), ticker.nanos());
  }

  synchronized boolean isOpen() {
    return breaker.isOpen();
  }

  /// A task was taken.
  synchronized void taken(int sequence) {
    inside.add(sequence);
  }

  @Override
  public synchronized void started(Task task, int slot, Instant when) {
    inside.add(task.sequence()); // again, if it is a further attempt
  }

  @Override
  public synchronized void finished(TaskResult result) {
    inside.remove(result.task().sequence());
    if (result.isFinal()) {
      breaker.completed(result, ticker.nanos())
          .ifPresent(reason -> log.warn("no more tasks are started for a while: {}", reason));
    }
    stir();
  }

  /// Ends a wait, or the next one.
  synchronized void stir() {
    isNews = true;
    notifyAll();
  }

  /// Waits until a task has ended, [#stir()] was called or the time is over.
  synchronized void await(Duration time) throws InterruptedException {
    long deadline = ticker.nanos() + time.toNanos();
    while (!isNews) {
      long millis = (deadline - ticker.nanos()) / 1_000_000 + 1;
      if (millis <= 1 && ticker.nanos() >= deadline) {
        break;
      }
      wait(Math.max(1, millis));
    }
    isNews = false;
  }
}
