package io.parallelr.run;

import java.util.Optional;

/// What to type to have the rest of a run done.
public final class NextCommand {
  private NextCommand() {}

  /// For a run that is over; empty if nothing is left to do.
  ///
  /// @param id of the run
  /// @param queue the watched directory that it served, as a word for a shell
  /// @param failed whether a task ended without success
  /// @param unfinished whether some were not run, or not to their end
  public static Optional<String> of(
      String id,
      Optional<String> queue,
      boolean failed,
      boolean unfinished) {
    if (!failed && !unfinished) {
      return Optional.empty();
    }
    return Optional.of(
        queue.map("parallelr queue -T %s --requeue-failed"::formatted)
            .orElseGet(
                () -> failed
                    ? "parallelr retry %s --failed".formatted(id)
                    : "parallelr resume " + id));
  }
}
