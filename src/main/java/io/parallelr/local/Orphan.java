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
/// @param age how long it had run when it was found, or in all if it had ended
public record Orphan(
    Origin origin,
    ProcessTable.Entry leader,
    Path run,
    OutputFiles outputs,
    Duration age) {

  private static final long NONE = -1; // of the starts of processes

  /// How it has ended, by what was recorded then.
  Optional<Child.End> end() {
    return recorded().map(end -> PosixLauncher.end(end.exit()));
  }

  private Optional<TaskEnds.End> recorded() {
    return TaskEnds.find(run, origin.slot(), leader.pid());
  }

  /// How long ago it ended, by what was recorded; zero if nothing was.
  Duration endedAgo() {
    return recorded().map(TaskEnds.End::age).orElse(Duration.ZERO);
  }

  /// How long ago it was started.
  Duration startedAgo() {
    return leader.startTime() == NONE ? age.plus(endedAgo()) : leader.age();
  }
}
