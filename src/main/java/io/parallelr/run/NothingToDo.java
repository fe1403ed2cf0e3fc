package io.parallelr.run;

import io.parallelr.task.Count;

/// Why there is nothing to run of an earlier run.
///
/// @param run its id
/// @param tasks how many it has; all have a result
/// @param failures how many of them did not succeed
public record NothingToDo(String run, int tasks, int failures) {
  /// The exit status of the run.
  public int exitStatus() {
    return failures == 0 ? ExitStatus.ALL_SUCCEEDED : ExitStatus.SOME_FAILED;
  }

  /// One sentence, with the command that runs failed tasks again.
  public String text() {
    if (failures > 0) {
      return "nothing to do: all %s of %s are done; %d did not succeed: parallelr retry %2$s --failed"
          .formatted(Count.of(tasks, "task"), run, failures);
    }
    return tasks == 1
        ? "nothing to do: the 1 task of %s is done".formatted(run)
        : "nothing to do: all %d tasks of %s are done".formatted(tasks, run);
  }
}
