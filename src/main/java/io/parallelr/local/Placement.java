package io.parallelr.local;

import io.parallelr.os.Scheduling;
import io.parallelr.task.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How tasks share the CPUs.
///
/// @param nice value of their processes, 0 for that of this one
/// @param cpusPerSlot how many each slot has for itself; 0 for all in common
/// @param cpus the numbers of those that can be used
public record Placement(int nice, int cpusPerSlot, List<Integer> cpus) {
  /// As this process.
  public static final Placement NONE = new Placement(0, 0, List.of());

  public Placement {
    cpus = List.copyOf(cpus);
  }

  /// With the CPUs that this thread may use.
  public static Placement of(int nice, Optional<Integer> cpusPerSlot) {
    return cpusPerSlot.isPresent()
        ? new Placement(nice, cpusPerSlot.get(), Scheduling.usable())
        : new Placement(nice, 0, List.of());
  }

  /// What keeps so many slots from having their own CPUs; empty if nothing does.
  public Optional<String> objection(int slots) {
    if (cpusPerSlot == 0) {
      return Optional.empty();
    }
    if (!Scheduling.isSupported() || cpus.isEmpty()) {
      return Optional.of("this system cannot bind tasks to CPUs");
    }
    long needed = (long) slots * cpusPerSlot;
    int most = cpus.size() / cpusPerSlot;
    if (needed <= cpus.size()) {
      return Optional.empty();
    }
    return Optional.of(
        most == 0
            ? "a slot cannot have %d CPUs: %d can be used".formatted(cpusPerSlot, cpus.size())
            : "%s with %d each take %d CPUs, and %d can be used: at most %s".formatted(
                Count.of(slots, "slot"),
                cpusPerSlot,
                needed,
                cpus.size(),
                Count.of(most, "slot")));
  }

  /// A way to start a process on this thread.
  interface Start {
    Child start() throws Launcher.NotStartedException;
  }

  /// Starts the process of a task where its slots belong: it inherits what this thread is bound to.
  ///
  /// @param slot its first
  /// @param further the others that it has
  Child start(int slot, List<Integer> further, Start start) throws Launcher.NotStartedException {
    return cpusPerSlot == 0 ? start.start() : bound(slot, further, start);
  }

  private Child bound(int slot, List<Integer> further, Start start)
      throws Launcher.NotStartedException {
    var own = new ArrayList<>(ofSlot(slot));
    further.forEach(other -> own.addAll(ofSlot(other)));
    if (own.isEmpty() || !Scheduling.bind(own)) {
      throw new Launcher.NotStartedException(
          new Fault.OfTask("the CPUs of slot %d cannot be used: %s".formatted(slot, own)));
    }
    try {
      return start.start();
    } finally {
      boolean _ = Scheduling.bind(cpus);
    }
  }

  /// The CPUs of a slot; empty for one that is too many.
  private List<Integer> ofSlot(int slot) {
    int from = (slot - 1) * cpusPerSlot;
    return from + cpusPerSlot <= cpus.size() ? cpus.subList(from, from + cpusPerSlot) : List.of();
  }
}
