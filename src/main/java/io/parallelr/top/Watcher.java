package io.parallelr.top;

import io.parallelr.engine.Ticker;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Looks at the runs once a second, and more often at an output that is followed, on a thread of
/// its own.
final class Watcher {
  private static final long LOOK_MILLIS = 1000;
  private static final long FOLLOW_MILLIS = 200;
  /// A wait may end a moment early.
  private static final long DUE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS - FOLLOW_MILLIS / 2);

  private final Watch watch;
  private final Ticker ticker;
  private final Consumer<Event> taker;
  private final BlockingQueue<Wake> wakes = new LinkedBlockingQueue<>();
  private final AtomicReference<Optional<Watch.Target>> target =
      new AtomicReference<>(Optional.empty());

  /// What is to be looked at, before its time.
  private enum Wake {
    ALL, OUTPUT
  }

  /// @param taker called with what is seen
  Watcher(Watch watch, Ticker ticker, Consumer<Event> taker) {
    this.watch = watch;
    this.ticker = ticker;
    this.taker = taker;
  }

  /// Follows the output of a task from now on; none if empty.
  void follow(Optional<Watch.Target> newTarget) {
    if (!newTarget.equals(target.getAndSet(newTarget))) {
      wakes.add(Wake.OUTPUT);
    }
  }

  /// Looks at once.
  void lookNow() {
    wakes.add(Wake.ALL);
  }

  /// Looks until this thread is interrupted.
  void run() throws InterruptedException {
    long looked = ticker.nanos();
    var snapshot = watch.look();
    while (true) {
      taker.accept(new Event.Seen(snapshot, watch.follow(wanted())));
      boolean isAsked = awaitNext();
      if (isAsked || watch.isBehind() || ticker.nanos() - looked >= DUE_NANOS) {
        looked = ticker.nanos();
        snapshot = watch.look();
      }
    }
  }

  private Optional<Watch.Target> wanted() {
    return Optional.ofNullable(target.get()).flatMap(t -> t);
  }

  /// @return whether all is to be looked at
  private boolean awaitNext() throws InterruptedException {
    long millis = watch.isBehind() ? 0 : wanted().isPresent() ? FOLLOW_MILLIS : LOOK_MILLIS;
    var first = Optional.ofNullable(wakes.poll(millis, TimeUnit.MILLISECONDS));
    var all = new ArrayList<Wake>();
    first.ifPresent(all::add);
    wakes.drainTo(all);
    return all.contains(Wake.ALL);
  }
}
