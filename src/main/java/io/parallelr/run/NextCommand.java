package io.parallelr.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What to type to have the rest of a run done.
public final class NextCommand {
  private NextCommand() {}

  /// For a run that is over: first what runs the rest, then what runs again what failed; nothing if
  /// nothing is left to do.
  ///
  /// @param id of the run
  /// @param queue the watched directory that it served, as a word for a shell
  /// @param failed whether a task ended without success, or was cancelled by request
  /// @param unfinished whether others were not run, or not to their end
  public static List<String> of(
      String id,
      Optional<String> queue,
      boolean failed,
      boolean unfinished) {
    if (queue.isPresent()) {
      return failed || unfinished
          ? List.of("parallelr queue -T %s --requeue-failed".formatted(queue.get()))
          : List.of();
    }
    var commands = new ArrayList<String>();
    if (unfinished) {
      commands.add("parallelr resume " + id);
    }
    if (failed) {
      commands.add("parallelr retry %s --failed".formatted(id));
    }
    return List.copyOf(commands);
  }
}
