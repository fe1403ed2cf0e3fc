package io.parallelr.local;

import io.parallelr.os.ProcessTable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import oshi.SystemInfo;
import oshi.software.os.OperatingSystem;

/// The resident memory of running tasks, each with all its descendants, looked at by [#look()].
///
/// Tasks that are over before the second look are not seen, and cost nothing.
final class MemoryWatch {
  private final long limit;
  private final Map<Child, Sampled> watched = new ConcurrentHashMap<>();
  /// Where there is no `/proc`. Made when a task has run for a while: it takes longer than
  /// most batches.
  private Optional<OperatingSystem> system = Optional.empty();

  /// @param limit in bytes for a task and its descendants; 0 for none
  MemoryWatch(long limit) {
    this.limit = limit;
  }

  /// What was seen of one task. Written by the watch, read by the task's thread.
  static final class Sampled {
    private volatile long peak;
    private volatile long overLimit;
    private volatile boolean isOld; // was there at the last look

    /// The largest sum seen, in bytes.
    long peak() {
      return peak;
    }

    /// What was used when it was over the limit, in bytes; 0 if it never was.
    long overLimit() {
      return overLimit;
    }
  }

  long limit() {
    return limit;
  }

  Sampled watch(Child child) {
    var sampled = new Sampled();
    watched.put(child, sampled);
    return sampled;
  }

  void forget(Child child) {
    watched.remove(child);
  }

  /// The tasks that run.
  Set<Child> children() {
    return Set.copyOf(watched.keySet());
  }

  /// Looks at those that were there at the last look. For one thread.
  void look() {
    if (watched.values().stream().anyMatch(s -> s.isOld)) {
      var table = ProcessTable.read();
      ToLongFunction<Integer> memory =
          table.entries().isEmpty() ? this::ofSystem : ProcessTable::residentBytes;
      watched.forEach((child, sampled) -> {
        if (sampled.isOld) {
          sample(child.alive(table).stream().mapToLong(memory).sum(), child, sampled);
        }
      });
    }
    watched.values().forEach(s -> s.isOld = true);
  }

  private long ofSystem(int pid) {
    system = system.or(() -> Optional.of(new SystemInfo().getOperatingSystem()));
    return Optional.ofNullable(system.orElseThrow().getProcess(pid))
        .map(process -> process.getResidentMemory())
        .orElse(0L);
  }

  private void sample(long used, Child child, Sampled sampled) {
    sampled.peak = Math.max(sampled.peak, used);
    if (limit > 0 && !child.isLimited() && used > limit && sampled.overLimit == 0) {
      sampled.overLimit = used;
      child.wake();
    }
  }
}
