package io.parallelr.serve;

import io.parallelr.job.StepSpec;
import io.parallelr.job.Work;
import io.parallelr.task.Outcome;
import java.io.IOException;
import java.nio.file.Path;

/// How a step that consists of items has ended, from what its driver has left and what was seen of
/// its process.
final class ItemsResult {
  private static final int UNREADABLE = 2;

  private ItemsResult() {}

  /// Combines the two.
  ///
  /// @param items the directory of the items
  /// @param seen how the driver's process ended: it has exited, or nobody knows
  static Outcome of(Path items, StepSpec step, Outcome seen) throws IOException {
    return switch (ItemsEnd.of(items)) {
      case ItemsEnd.Exited(var code, _) -> seen instanceof Outcome.StillRuns(_, var who)
          ? new Outcome.StillRuns(new Outcome.Exited(code), who)
          : new Outcome.Exited(code);
      case ItemsEnd.Unreadable(var message, _) -> unreadable(step.work(), message);
      case ItemsEnd.Unfinished(var item) -> seen.succeeded() && item < count(step)
          ? new Outcome.NotStarted(
              "script item %d has replaced the shell, so the items after it were not run; do not use exec there"
                  .formatted(item))
          : seen;
    };
  }

  /// A script that cannot be read says so itself, with the status that shells have for it.
  static Outcome unreadable(Work work, String message) {
    return work instanceof Work.Script
        ? new Outcome.Exited(UNREADABLE)
        : new Outcome.NotStarted(message);
  }

  private static int count(StepSpec step) {
    return step.work() instanceof Work.Items items ? items.items().size() : 0;
  }
}
