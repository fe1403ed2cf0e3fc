package io.parallelr.local;

import io.parallelr.os.ProcessTable;
import io.parallelr.os.TaskEnds;
import io.parallelr.task.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A task that still runs though the supervisor that started it is dead.
///
/// @param leader the process that was started for it
/// @param run the directory of the run that started it
/// @param outputs of the run that it is of
/// @param age how long it has run, when it was found
public record Orphan(
    Origin origin,
    ProcessTable.Entry leader,
    Path run,
    OutputFiles outputs,
    Duration age) {

  /// How it has ended, by what was recorded then.
  Optional<Child.End> end() {
    return TaskEnds.find(run, origin.slot(), leader.pid()).map(PosixLauncher::end);
  }
}
