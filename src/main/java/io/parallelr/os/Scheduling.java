package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/// Which CPUs threads and processes of Linux run on, and how they share them. What a thread is
/// bound to holds for the processes that it starts.
public final class Scheduling {
  private static final int SET_BYTES = 1024; // 8192 CPUs, as many as Linux can have
  private static final int OF_THREAD = 0; // PRIO_PROCESS, which is a thread to Linux

  private Scheduling() {}

  /// Whether this system can do that.
  public static boolean isSupported() {
    return Spawner.isSupported();
  }

  /// The CPUs that the current thread may use, by their numbers; sched_getaffinity(2).
  public static List<Integer> usable() {
    try (var arena = Arena.ofConfined()) {
      var set = arena.allocate(SET_BYTES, 8);
      var result = call("sched_getaffinity", set);
      return result.failed()
          ? List.of()
          : IntStream.range(0, SET_BYTES * Byte.SIZE)
              .filter(cpu -> (set.get(JAVA_BYTE, cpu / Byte.SIZE) >> cpu % Byte.SIZE & 1) == 1)
              .boxed()
              .toList();
    }
  }

  /// Binds the current thread to CPUs; sched_setaffinity(2).
  ///
  /// @return false if none of them can be used
  public static boolean bind(List<Integer> cpus) {
    try (var arena = Arena.ofConfined()) {
      var set = arena.allocate(SET_BYTES, 8);
      for (int cpu : cpus) {
        long at = cpu / Byte.SIZE;
        set.set(JAVA_BYTE, at, (byte) (set.get(JAVA_BYTE, at) | 1 << cpu % Byte.SIZE));
      }
      return !call("sched_setaffinity", set).failed();
    }
  }

  private static Posix.Result call(String function, MemorySegment set) {
    return Posix.call(Posix.symbol(function), 0, SET_BYTES, set.address(), 0, 0, 0);
  }

  /// Gives the current thread a nice value, and so the processes that it starts; setpriority(2).
  /// One that is nicer already stays so, as only the superuser may change that.
  public static void makeThreadNice(int value) {
    Posix.call(Posix.symbol("setpriority"), OF_THREAD, 0, value, 0, 0, 0);
  }
}
