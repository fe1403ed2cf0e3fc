package io.parallelr.queue;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// The waiting files that may be taken next: those that have stood still long enough, in order, and
/// those that have not yet.
///
/// However many files wait, only the first ones of them are here. Times are by this machine's
/// monotonic clock alone: that of a file server may be wrong, and copying programs set the times of
/// files as they like. May be used by any threads.
final class Candidates {
  private final long settle;
  private final int most;
  private final PriorityQueue<Seen> ready;
  private final PriorityQueue<Seen> settling =
      new PriorityQueue<>((a, b) -> Long.signum(a.since() - b.since()));
  private boolean isPartial;

  /// A file.
  ///
  /// @param since when it was first seen as it is, by [System#nanoTime()]
  record Seen(WaitingFile file, long since) {}

  /// @param settle how long a file must stand still; zero if all are complete when they get their
  ///   names
  /// @param most how many come of one look at the directory
  Candidates(Comparator<WaitingFile> order, Duration settle, int most) {
    this.settle = settle.toNanos();
    this.most = most;
    this.ready = new PriorityQueue<>(Comparator.comparing(Seen::file, order));
  }

  /// Takes what a look at the directory has found, instead of what was known.
  ///
  /// @param isPartial whether more files wait
  synchronized void replace(List<Seen> found, boolean isPartial) {
    ready.clear();
    settling.clear();
    settling.addAll(found);
    this.isPartial = isPartial;
  }

  /// Puts a file back, to be looked at again after some time.
  synchronized void later(WaitingFile file, long now, Duration after) {
    settling.add(new Seen(file, now + after.toNanos() - settle));
  }

  /// Puts a file back that was seen to be another than before, or still written to.
  synchronized void settle(WaitingFile file, long now) {
    settling.add(new Seen(file, now));
  }

  /// The next file that has stood still; it is then not a candidate any more.
  synchronized Optional<Seen> next(long now) {
    for (var first = settling.peek(); first != null && now - first.since() >= settle; first =
        settling.peek()) {
      ready.add(settling.remove());
    }
    return Optional.ofNullable(ready.poll());
  }

  /// How long until the next of those that do not stand still yet; empty if there is none.
  synchronized Optional<Duration> untilNext(long now) {
    return Optional.ofNullable(settling.peek())
        .map(first -> Duration.ofNanos(Math.max(0, first.since() + settle - now)));
  }

  /// Whether it is time to look for more, as there are some that are not known.
  synchronized boolean isLow() {
    return isPartial && ready.size() + settling.size() < most / 4;
  }
}
