package io.parallelr.daemon;

import java.util.Collection;
import java.util.Objects;
import oshi.SystemInfo;
import oshi.software.os.OperatingSystem;

/// What processes use of the machine.
public final class ProcessUse {
  private final OperatingSystem system = new SystemInfo().getOperatingSystem();

  /// What some processes use together.
  ///
  /// @param cpuPercent of one processor, since each was started
  /// @param bytes of resident memory
  public record Use(double cpuPercent, long bytes) {}

  /// What these use together; those that have ended count as nothing.
  public Use of(Collection<Integer> pids) {
    double cpu = 0;
    long bytes = 0;
    for (var process : pids.stream().map(system::getProcess).filter(Objects::nonNull).toList()) {
      cpu += 100 * process.getProcessCpuLoadCumulative();
      bytes += process.getResidentMemory();
    }
    return new Use(cpu, bytes);
  }
}
