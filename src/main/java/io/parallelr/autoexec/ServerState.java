package io.parallelr.autoexec;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Numbers about this process, by the names that the older interface has for those of Go; 0 where
/// there is nothing of that kind here.
final class ServerState {
  private final InstantSource clock;

  ServerState(InstantSource clock) {
    this.clock = clock;
  }

  Map<String, @Nullable Object> json() {
    var memory = ManagementFactory.getMemoryMXBean();
    var heap = memory.getHeapMemoryUsage();
    var other = memory.getNonHeapMemoryUsage();
    var processors = Runtime.getRuntime().availableProcessors();
    long collections = sum(GarbageCollectorMXBean::getCollectionCount);
    long pause = sum(GarbageCollectorMXBean::getCollectionTime);
    double seconds = Math.max(1, ManagementFactory.getRuntimeMXBean().getUptime()) / 1e3;
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("timestamp", Envelope.nanos(clock.instant()));
    state.put("cpu_num", processors);
    state.put("goroutine_num", ManagementFactory.getThreadMXBean().getThreadCount());
    state.put("gomaxprocs", processors);
    state.put("cgo_call_num", 0);
    state.put("memory_alloc", heap.getUsed());
    state.put("memory_total_alloc", allocated());
    state.put("memory_sys", heap.getCommitted() + other.getCommitted());
    state.put("memory_lookups", 0);
    state.put("memory_mallocs", 0);
    state.put("memory_frees", 0);
    state.put("memory_stack", 0);
    state.put("heap_alloc", heap.getUsed());
    state.put("heap_sys", heap.getCommitted());
    state.put("heap_idle", heap.getCommitted() - heap.getUsed());
    state.put("heap_inuse", heap.getUsed());
    state.put("heap_released", 0);
    state.put("heap_objects", 0);
    state.put("gc_next", collectionThreshold());
    state.put("gc_last", 0);
    state.put("gc_num", collections);
    state.put("gc_per_second", collections / seconds);
    state.put("gc_pause_per_second", pause / 1e3 / seconds);
    state.put("gc_pause", List.of());
    return state;
  }

  private static long sum(ToLongFunction<GarbageCollectorMXBean> number) {
    return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(number).sum();
  }

  private static long allocated() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        ? Math.max(0, threads.getTotalThreadAllocatedBytes())
        : 0;
  }

  /// The size of the heap in which the next collection is at the latest.
  private static long collectionThreshold() {
    return ManagementFactory.getMemoryPoolMXBeans()
        .stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(usage -> usage.getCommitted())
        .sum();
  }
}
