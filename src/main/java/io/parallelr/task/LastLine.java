package io.parallelr.task;

import java.util.Optional;

/// The last line of what a task has printed, as a summary shows it.
public final class LastLine {
  private LastLine() {}

  /// The last line that is not blank, without blanks around it and with secrets masked.
  ///
  /// @return empty if all lines are blank
  public static Optional<String> of(String text) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .reduce((_, last) -> last)
        .map(line -> Secrets.NONE.masked(line.strip())); // values that are known are not in it
  }
}
