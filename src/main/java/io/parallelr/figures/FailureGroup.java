package io.parallelr.figures;

import io.parallelr.task.Status;
import java.util.List;
import java.util.Optional;

/// Attempts that failed in the same way.
///
/// @param reason such as `Exit code 3`, with # in place of numbers that differ
/// @param line the last line of standard error, with # in place of numbers and `@TASK@` in place of
///   the task's name; empty if nothing was printed there
/// @param isRest whether these are all others, whatever their last line is
/// @param tasks that ended so for good
/// @param attempts that ended so, also those that were followed by another one
/// @param examples the first of them, at most five
/// @param lastLines the end of the standard error of the first
public record FailureGroup(
    Status status,
    String reason,
    Optional<Long> exitCode,
    String line,
    boolean isRest,
    long tasks,
    long attempts,
    List<Attempt> examples,
    List<String> lastLines) {

  public FailureGroup {
    examples = List.copyOf(examples);
    lastLines = List.copyOf(lastLines);
  }
}
