package io.parallelr.local;

import io.parallelr.engine.Threads;
import io.parallelr.engine.Ticker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has to be looked at again and again while tasks run: the memory they use, orphans that have
/// ended, processes that could not be ended, and the space for what tasks print. By a thread of its
/// own, once a second; more often while orphans end, as their numbers may be many.
final class Housekeeping implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final long INTERVAL_MILLIS = 1000;
  private static final long SHORTEST_MILLIS = 10;

  private final List<Survivors> survivors = new CopyOnWriteArrayList<>();
  private final List<Runnable> looks;
  private final IntSupplier reap;
  private final Ticker ticker;
  private final Thread thread;
  private boolean isSick;

  /// @param reap reaps orphans that have ended, and returns how many there were
  /// @param looks what is done once a second
  Housekeeping(IntSupplier reap, List<Runnable> looks, Ticker ticker) {
    this.reap = reap;
    this.looks = List.copyOf(looks);
    this.ticker = ticker;
    this.thread = Threads.start("housekeeping", this::loop);
  }

  void add(Survivors found) {
    survivors.add(found);
  }

  /// Those that are still there.
  List<Survivors> survivors() {
    survivors.removeIf(Survivors::haveEnded);
    return List.copyOf(survivors);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void loop() {
    long pause = INTERVAL_MILLIS;
    long next = ticker.nanos() + INTERVAL_MILLIS * 1_000_000;
    try {
      while (true) {
        Thread.sleep(pause);
        pause = reap.getAsInt() > 0 ? SHORTEST_MILLIS : Math.min(INTERVAL_MILLIS, pause * 2);
        if (ticker.nanos() - next >= 0) {
          next = ticker.nanos() + INTERVAL_MILLIS * 1_000_000;
          lookAtAll();
        }
      }
    } catch (InterruptedException e) {
      log.debug("housekeeping ends");
    }
  }

  private void lookAtAll() {
    try {
      looks.forEach(Runnable::run);
      survivors.removeIf(Survivors::haveEnded);
      if (isSick) {
        isSick = false;
        log.info("memory and space are watched again");
      }
    } catch (RuntimeException | LinkageError e) {
      sick(e);
    } catch (OutOfMemoryError e) {
      if (!Threads.isRefused(e)) {
        throw e;
      }
      sick(e);
    }
  }

  private void sick(Throwable problem) {
    if (!isSick) {
      isSick = true;
      log.warn("memory and space cannot be watched for now: {}", problem.toString());
    }
  }
}
