package io.parallelr.daemon;

import io.parallelr.os.Machine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Supervisors for tests.
final class Supervisors {
  private Supervisors() {}

  /// A process of this machine as the supervisor of a run.
  static Supervisor of(long pid, String runId) {
    return with(Math.toIntExact(pid), Supervisor.startTime(Math.toIntExact(pid)), runId,
        Machine.bootId(), Machine.hostName());
  }

  /// One whose process was another than that which has its number now.
  static Supervisor dead(String runId) {
    return with(1, 1, runId, Machine.bootId(), Machine.hostName());
  }

  static Supervisor with(int pid, long startTime, String runId, String boot, String host) {
    return new Supervisor(
        pid,
        startTime,
        boot,
        Machine.pidNamespace(),
        host,
        runId,
        Path.of("/runs", runId),
        Instant.parse("2026-11-20T11:00:00Z"),
        List.of("tasks", "more \"tasks\""),
        "sh @TASK@",
        3,
        Duration.ZERO,
        true);
  }
}
