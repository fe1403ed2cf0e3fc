package io.parallelr.journal;

import io.parallelr.engine.RunListener;
import io.parallelr.task.Outcome;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Adds up what attempts took and used. Those that never ran are left out of durations. Used by
/// one thread.
public final class RunStatistics implements RunListener {
  static final List<Integer> PERCENTILES = List.of(50, 95, 99);

  private long[] nanos = new long[1024];
  private int ran;
  private int attempts;
  private long total;
  private long peakBytes;
  private long memorySum;
  private int memorySeen;
  private Duration cpu = Duration.ZERO;
  private boolean sorted = true;

  @Override
  public synchronized void finished(TaskResult result) {
    attempts++;
    if (result.outcome() instanceof Outcome.NotStarted || result.pid() == 0) {
      return;
    }
    if (ran == nanos.length) {
      nanos = Arrays.copyOf(nanos, ran * 2);
    }
    long elapsed = result.elapsed().toNanos();
    nanos[ran++] = elapsed;
    sorted = false;
    total += elapsed;
    cpu = cpu.plus(result.usage().cpu());
    long memory = result.usage().peakBytes();
    if (memory > 0) {
      peakBytes = Math.max(peakBytes, memory);
      memorySum += memory;
      memorySeen++;
    }
  }

  synchronized int attempts() {
    return attempts;
  }

  Duration shortest() {
    return percentile(0);
  }

  Duration longest() {
    return percentile(100);
  }

  synchronized Duration average() {
    return Duration.ofNanos(ran == 0 ? 0 : total / ran);
  }

  /// The duration that a share of the attempts did not exceed: the nearest rank.
  synchronized Duration percentile(int percent) {
    if (ran == 0) {
      return Duration.ZERO;
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, ran);
      sorted = true;
    }
    int rank = (int) Math.ceil(percent / 100.0 * ran);
    return Duration.ofNanos(nanos[Math.max(0, rank - 1)]);
  }

  /// The largest memory of any attempt, in bytes; 0 if none was seen.
  synchronized long peakBytes() {
    return peakBytes;
  }

  /// The average of those seen, in bytes.
  synchronized long averageBytes() {
    return memorySeen == 0 ? 0 : memorySum / memorySeen;
  }

  synchronized Duration cpu() {
    return cpu;
  }
}
