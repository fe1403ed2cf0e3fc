package io.parallelr.report;

import io.parallelr.figures.FailureGroup;
import io.parallelr.task.Status;

/// How groups of failures are called.
final class GroupTexts {
  private GroupTexts() {}

  /// Why its tasks failed: `Exit code 3`, or `TIMEOUT: Timeout after #s`.
  static String reason(FailureGroup group) {
    var prefix = group.status() == Status.FAILED ? "" : group.status() + ": ";
    if (group.isRest()) {
      return prefix + (group.reason().isEmpty() ? "other reasons" : group.reason())
          + ", with other last lines";
    }
    return prefix + group.reason();
  }
}
