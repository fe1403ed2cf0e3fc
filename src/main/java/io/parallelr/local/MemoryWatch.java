package io.parallelr.local;

import io.parallelr.os.ProcessTable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.SystemInfo;
import oshi.software.os.OperatingSystem;

/// Looks at the resident memory of running tasks, each with all its descendants, once a second.
///
/// Tasks shorter than that are not seen, and cost nothing.
final class MemoryWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MemoryWatch.class);
  private static final long INTERVAL_MILLIS = 1000;

  private final long limit;
  private final Map<Child, Sampled> watched = new ConcurrentHashMap<>();
  private final Thread thread;

  /// @param limit in bytes for a task and its descendants; 0 for none
  MemoryWatch(long limit) {
    this.limit = limit;
    this.thread = Thread.ofPlatform().name("memory").daemon().start(this::loop);
  }

  /// What was seen of one task. Written by the watch, read by the task's thread.
  static final class Sampled {
    private volatile long peak;
    private volatile long overLimit;
    private volatile boolean isOld; // was there at the last tick

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

  @Override
  public void close() {
    thread.interrupt();
  }

  private void loop() {
    try {
      // made when a task has run for a while: it takes longer than most batches
      var system = Optional.<OperatingSystem>empty();
      while (true) {
        Thread.sleep(INTERVAL_MILLIS);
        if (watched.values().stream().anyMatch(s -> s.isOld)) {
          system = system.or(() -> Optional.of(new SystemInfo().getOperatingSystem()));
          sampleAll(system.get());
        }
        watched.values().forEach(s -> s.isOld = true);
      }
    } catch (InterruptedException e) {
      log.debug("memory watch ends");
    } catch (RuntimeException | LinkageError e) {
      log.warn("memory of tasks is not watched from here on: {}", e.toString());
    }
  }

  private void sampleAll(OperatingSystem system) {
    var table = ProcessTable.read();
    watched.forEach((child, sampled) -> {
      if (sampled.isOld) {
        sample(system, child.alive(table), child, sampled);
      }
    });
  }

  private void sample(
      OperatingSystem system,
      Set<Integer> processes,
      Child child,
      Sampled sampled) {
    long used = processes.stream()
        .map(system::getProcess)
        .filter(Objects::nonNull)
        .mapToLong(process -> process.getResidentMemory())
        .sum();
    sampled.peak = Math.max(sampled.peak, used);
    if (limit > 0 && used > limit && sampled.overLimit == 0) {
      sampled.overLimit = used;
      child.wake();
    }
  }
}
