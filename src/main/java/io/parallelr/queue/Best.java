package io.parallelr.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The first so many of any number of things, by an order. For one thread.
final class Best<T> {
  private final Comparator<? super T> order;
  private final int most;
  private final PriorityQueue<T> kept; // the last of them first
  private boolean isPartial;

  /// @param most how many are kept; at least 1
  Best(Comparator<? super T> order, int most) {
    this.order = order;
    this.most = most;
    this.kept = new PriorityQueue<>(order.reversed());
  }

  /// Whether a thing would be kept. If not, that is noted as if it had been offered.
  boolean wants(T thing) {
    var last = kept.peek();
    boolean isWanted = last == null || kept.size() < most || order.compare(thing, last) < 0;
    isPartial |= !isWanted;
    return isWanted;
  }

  /// Keeps a thing if it is one of the first.
  void offer(T thing) {
    if (wants(thing)) {
      if (kept.size() == most) {
        isPartial = true;
        kept.remove();
      }
      kept.add(thing);
    }
  }

  /// Whether there were more than are kept.
  boolean isPartial() {
    return isPartial;
  }

  /// What is kept, in order.
  List<T> sorted() {
    var sorted = new ArrayList<>(kept);
    sorted.sort(order);
    return sorted;
  }
}
