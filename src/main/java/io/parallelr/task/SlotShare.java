package io.parallelr.task;

import java.util.List;

/// How many slots of its run a task takes. Immutable.
///
/// @param wanted how many it takes, if the run has that many; at least 1
/// @param further the slots that it has besides its first, once it has them
public record SlotShare(int wanted, List<Integer> further) {
  /// One slot, as nearly all tasks take.
  public static final SlotShare ONE = new SlotShare(1, List.of());

  public SlotShare {
    if (wanted < 1) {
      throw new IllegalArgumentException("slots: %d is not positive".formatted(wanted));
    }
    further = List.copyOf(further);
  }

  /// The share of a task that takes so many.
  public static SlotShare of(int wanted) {
    return wanted == 1 ? ONE : new SlotShare(wanted, List.of());
  }

  /// How many it takes of a run that has so many.
  public int within(int slots) {
    return Math.min(wanted, slots);
  }

  /// The same when it has got its slots.
  public SlotShare with(List<Integer> others) {
    return new SlotShare(wanted, others);
  }

  /// How many it has, once it has them.
  public int count() {
    return 1 + further.size();
  }
}
