package io.parallelr.task;

import java.util.List;
import java.util.OptionalInt;

/// How a user names a task of a run: by its number there, its name, the last part of its path, or
/// the arguments of its line. A number that a task has is always that task's.
public record TaskSelector(String text) {
  private static final int MOST_DIGITS = 9;

  /// The number, if it is one.
  public OptionalInt sequence() {
    boolean isNumber = !text.isEmpty() && text.length() <= MOST_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  /// Whether it names a task.
  ///
  /// @param arguments of its line; empty for a file
  public boolean names(String name, List<String> arguments) {
    return text.equals(name)
        || text.equals(name.substring(name.lastIndexOf('/') + 1))
        || (!arguments.isEmpty() && text.equals(String.join(" ", arguments)));
  }
}
