package io.parallelr.tasker;

import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.TaskerError;

/// Reads variables of the environment that hold a number of seconds.
final class Seconds {
  private Seconds() {}

  /// @throws TaskerError if it is not a number
  static int read(String variable, String text) {
    var digits = text.strip();
    if (!digits.matches("\\d{1,9}")) {
      throw new TaskerError(
          ExitCodes.USAGE,
          "%s is '%s', not a number of seconds".formatted(variable, digits));
    }
    return Integer.parseInt(digits);
  }
}
