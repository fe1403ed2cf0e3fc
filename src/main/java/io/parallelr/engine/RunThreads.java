package io.parallelr.engine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.parallelr.engine.Backend.ShortageException;
import java.util.concurrent.locks.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads of a run: one for each running task, and at most one more that waits for what may be
/// started next. All methods are called with the lock of the run held.
final class RunThreads {
  private static final Logger log = LoggerFactory.getLogger(RunThreads.class);

  private final Backend backend;
  private final Shortage shortage;
  private final Scheduler scheduler;
  private final Condition changed;
  private final Condition over;
  private Runnable work = () -> {};
  private int count;
  private int idle;
  private int started; // in all
  private boolean isStarved;

  /// @param backend says of which kind they are
  /// @param changed signalled when one that waits is to look again
  /// @param over signalled when whoever waits for the end is to look again
  RunThreads(
      Backend backend,
      Shortage shortage,
      Scheduler scheduler,
      Condition changed,
      Condition over) {
    this.backend = backend;
    this.shortage = shortage;
    this.scheduler = scheduler;
    this.changed = changed;
    this.over = over;
  }

  /// Starts the first one.
  ///
  /// @param loop what each does until it ends
  void begin(Runnable loop) {
    work = loop;
    grow();
  }

  int count() {
    return count;
  }

  /// How many of them wait.
  int idle() {
    return idle;
  }

  /// Whether the machine refused to start the last one.
  boolean isStarved() {
    return isStarved;
  }

  /// Starts another, if the machine lets it.
  void grow() {
    try {
      var _ = Threads.start(backend.threads(), "slot-" + ++started, work);
      count++;
      isStarved = false;
    } catch (ShortageException e) {
      isStarved = true;
      scheduler.lacked();
      shortage.met(
          "%s: %d of %d slots can be used"
              .formatted(e.reason(), count, scheduler.slots().limit()));
      over.signalAll();
    }
  }

  /// No more are needed.
  void stopGrowing() {
    isStarved = false;
  }

  /// Has one look for the next task: the one that waits, or a new one.
  void another() {
    if (idle > 0) {
      changed.signal();
    } else {
      grow();
    }
  }

  /// Waits until something has changed.
  ///
  /// @param nanos for how long at most; 0 or less for as long as it takes
  @SuppressWarnings("WaitNotInLoop") // the loop is its only caller's
  void awaitChange(long nanos) {
    idle++;
    try {
      if (nanos > 0) {
        boolean _ = changed.await(nanos, NANOSECONDS);
      } else {
        changed.await();
      }
    } catch (InterruptedException e) {
      log.debug("a slot without a task was interrupted"); // it looks again at what it waits for
    } finally {
      idle--;
    }
  }

  /// The current one ends, normally or not: the run must not wait for it.
  void left() {
    count--;
    scheduler.releaseAll(Thread.currentThread());
    changed.signalAll();
  }
}
