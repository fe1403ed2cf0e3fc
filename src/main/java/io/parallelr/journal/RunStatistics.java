package io.parallelr.journal;

import io.parallelr.engine.RunListener;
import io.parallelr.task.Outcome;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Adds up what attempts took and used. Those that never ran, or were cancelled, are left out of
/// durations. Told by any threads.
public final class RunStatistics implements RunListener {
  static final List<Integer> PERCENTILES = List.of(50, 95, 99);

  private static final int MOST_KEPT = 1 << 20;

  private final SplittableRandom random = new SplittableRandom(1); // the same from run to run
  private long[] nanos = new long[1024];
  private long longest;
  private long shortest = Long.MAX_VALUE;
  private long ran;
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
    if (!(result.outcome() instanceof Outcome.Cancelled)) {
      time(result.elapsed().toNanos());
    }
    cpu = cpu.plus(result.usage().cpu());
    long memory = result.usage().peakBytes();
    if (memory > 0) {
      peakBytes = Math.max(peakBytes, memory);
      memorySum += memory;
      memorySeen++;
    }
  }

  private void time(long elapsed) {
    keep(elapsed);
    longest = Math.max(longest, elapsed);
    shortest = Math.min(shortest, elapsed);
    total += elapsed;
  }

  /// Keeps all of the first, and then a random sample of as many: a queue may be served for years.
  private void keep(long elapsed) {
    if (ran < MOST_KEPT) {
      if (ran == nanos.length) {
        nanos = Arrays.copyOf(nanos, Math.min(MOST_KEPT, nanos.length * 2));
      }
      nanos[(int) ran] = elapsed;
    } else {
      long place = random.nextLong(ran + 1L);
      if (place < MOST_KEPT) {
        nanos[(int) place] = elapsed;
      }
    }
    ran++;
    sorted = false;
  }

  synchronized int attempts() {
    return attempts;
  }

  synchronized Duration shortest() {
    return Duration.ofNanos(ran == 0 ? 0 : shortest);
  }

  synchronized Duration longest() {
    return Duration.ofNanos(longest);
  }

  synchronized Duration average() {
    return Duration.ofNanos(ran == 0 ? 0 : total / ran);
  }

  /// The duration that a share of the attempts did not exceed: the nearest rank.
  synchronized Duration percentile(int percent) {
    if (ran == 0) {
      return Duration.ZERO;
    }
    int kept = (int) Math.min(ran, MOST_KEPT);
    if (!sorted) {
      Arrays.sort(nanos, 0, kept);
      sorted = true;
    }
    int rank = (int) Math.ceil(percent / 100.0 * kept);
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
