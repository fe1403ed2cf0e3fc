package io.parallelr.webruns;

import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.history.RunState;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskIndex.State;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which of the tasks without a recorded end still run. Those of a run that was cut off may have
/// ended with their supervisor, or since. Immutable.
///
/// @param alive the numbers of those that still run; empty if the supervisor is alive, so that all
///   do
/// @param lastSign when the supervisor gave its last sign of life, in milliseconds since 1970
record OpenTasks(Optional<Set<Integer>> alive, long lastSign) {
  /// Those of a run whose supervisor is alive, or which has ended as it should.
  static final OpenTasks ALL = new OpenTasks(Optional.empty(), 0);

  /// Those of any run. Looks at all processes if it was cut off.
  static OpenTasks of(RunDirectory run, RunState state) {
    return state == RunState.CUT_OFF
        ? new OpenTasks(Optional.of(running(run)), run.results().toFile().lastModified())
        : ALL;
  }

  /// The numbers of the tasks that run on, also if another supervisor has taken them over.
  private static Set<Integer> running(RunDirectory run) {
    return ProcessSnapshot.tasksOf(run.id(), run.path())
        .stream()
        .map(task -> task.origin().sequence())
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean isAlive(int sequence) {
    return alive.isEmpty() || alive.get().contains(sequence);
  }

  /// The state of a task as it is shown.
  String word(State state, int sequence) {
    return isLost(state, sequence) ? "lost" : state.word();
  }

  /// Whether it has ended, and nobody knows when and how.
  boolean isLost(State state, int sequence) {
    return state == State.RUNNING && !isAlive(sequence);
  }

  /// When one that has no end ends, as far as is known.
  long end(int sequence, long now) {
    return isAlive(sequence) ? now : lastSign;
  }
}
