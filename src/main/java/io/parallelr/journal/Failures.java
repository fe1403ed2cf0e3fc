package io.parallelr.journal;

import io.parallelr.engine.RunListener;
import io.parallelr.task.LastLine;
import io.parallelr.task.Outcome;
import io.parallelr.task.Status;
import io.parallelr.task.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Keeps the first tasks that did not succeed, for the report. Told by any threads.
public final class Failures implements RunListener {
  private static final int KEPT = 10;
  private static final int LONGEST_LINE = 200;

  private final List<TaskResult> first = new ArrayList<>();
  private long count;

  @Override
  public synchronized void finished(TaskResult result) {
    boolean isFailure = result.isFinal() && !(result.outcome() instanceof Outcome.Skipped)
        && result.status() != Status.SUCCESS && result.status() != Status.CANCELLED;
    if (isFailure) {
      count++;
      if (first.size() < KEPT) {
        first.add(result);
      }
    }
  }

  synchronized List<TaskResult> first() {
    return List.copyOf(first);
  }

  synchronized long count() {
    return count;
  }

  /// The last line of a task's standard error that is not blank, cut to what fits on a screen.
  public static Optional<String> lastLine(TaskResult result) {
    return LastLine.of(result.stderr().tail())
        .map(
            line -> line.length() <= LONGEST_LINE
                ? line
                : line.substring(0, LONGEST_LINE) + "…");
  }
}
