package io.parallelr.run;

import io.parallelr.engine.RunListener;
import io.parallelr.local.MovingLimit;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.util.Optional;

/// A share of the median time of the tasks that have succeeded, as a limit for the others. It is
/// exact to one percent: durations are counted in classes that each are one percent longer than the
/// one before, which takes the same memory for any number of tasks.
final class MedianLimit implements RunListener, MovingLimit {
  /// Fewer say little; the same number as in GNU parallel.
  private static final int FEWEST = 3;
  private static final double STEP = Math.log(1.01);
  private static final int CLASSES = 4_500; // up to 900 years

  private final int percent;
  private final int[] counts = new int[CLASSES]; // guarded by this, as is the other
  private int total;

  /// @param percent of the median
  MedianLimit(int percent) {
    this.percent = percent;
  }

  @Override
  public synchronized void finished(TaskResult result) {
    if (result.succeeded() && result.pid() > 0) {
      counts[classOf(result.elapsed())]++;
      total++;
    }
  }

  private static int classOf(Duration elapsed) {
    double nanos = Math.max(1, elapsed.toNanos());
    return Math.min(CLASSES - 1, (int) Math.round(Math.log(nanos) / STEP));
  }

  @Override
  public synchronized Optional<Duration> now() {
    if (total < FEWEST) {
      return Optional.empty();
    }
    int left = (total + 1) / 2;
    for (int i = 0; i < CLASSES; i++) {
      left -= counts[i];
      if (left <= 0) {
        return Optional.of(
            Duration.ofNanos(Math.round(Math.exp(i * STEP) / 100 * percent)));
      }
    }
    throw new IllegalStateException("counts do not add up to their total");
  }
}
