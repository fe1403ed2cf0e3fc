package io.parallelr.task;

import java.time.Duration;
import java.time.Instant;

/// A finished attempt at a task. Immutable, so any thread may hold it.
///
/// @param slot the number of the slot it ran in, from 1
/// @param started when the attempt began: for a task that was taken over from a dead supervisor,
///   when that had started it
/// @param startedNanos the same by the monotonic clock, which has no meaning outside this machine's
///   uptime
/// @param pid of the process, 0 if none was started
public record TaskResult(
    Task task,
    int slot,
    Instant started,
    long startedNanos,
    Duration elapsed,
    long pid,
    Outcome outcome,
    Output stdout,
    Output stderr,
    Usage usage) {

  public boolean succeeded() {
    return outcome.succeeded();
  }

  public Status status() {
    return outcome.status();
  }

  /// Whether nothing more is to come of the task: no further attempt follows.
  public boolean isFinal() {
    return task.isLastAttempt() || !outcome.mayBeRetried() || !task.retries().on().covers(outcome);
  }

  public Instant ended() {
    return started.plus(elapsed);
  }

  /// The CPU time used, in percent of one processor over the time it ran.
  public double cpuPercent() {
    return elapsed.isPositive() ? 100.0 * usage.cpu().toNanos() / elapsed.toNanos() : 0;
  }
}
