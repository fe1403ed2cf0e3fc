package io.parallelr.os;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a process uses of the machine, as it is read with one small file of `/proc`; proc(5).
///
/// @param cpu time of processors since its start, to 10 ms
/// @param residentBytes of memory
public record ProcessLoad(ProcessTable.Entry process, Duration cpu, long residentBytes) {
  private static final long MILLIS_PER_TICK = 10; // see ProcessTable
  // counted from the state, which is the third
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final int RESIDENT = 21;

  /// The loads of all processes that have not ended.
  public static List<ProcessLoad> all() {
    var pids = NativeText.file(ProcessTable.PROC).list();
    var found = new ArrayList<ProcessLoad>();
    if (pids != null) {
      long pageSize = Posix.pageBytes();
      for (var pid : pids) {
        if (Character.isDigit(pid.charAt(0))) {
          of(pid, pageSize).filter(load -> load.process().runs()).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private static Optional<ProcessLoad> of(String pid, long pageSize) {
    try {
      return Optional.of(parse(ProcessTable.readAll("/proc/" + pid + "/stat"), pageSize));
    } catch (IOException e) {
      return Optional.empty(); // it has just ended
    }
  }

  /// Parses a line of `/proc/PID/stat`. The name in its parentheses may hold anything.
  ///
  /// @param pageSize in bytes
  static ProcessLoad parse(String stat, long pageSize) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", RESIDENT + 2);
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    return new ProcessLoad(
        ProcessTable.parse(stat),
        Duration.ofMillis(ticks * MILLIS_PER_TICK),
        Long.parseLong(fields[RESIDENT]) * pageSize);
  }
}
