package io.parallelr.daemon;

/// What a process belongs to, of all that runs for a user.
public sealed interface ProcessOwner {
  /// It is a supervisor itself.
  record Itself(ProcessSnapshot.RunningSupervisor running) implements ProcessOwner {}

  /// A task that a supervisor runs.
  record Task(Supervisor supervisor, RunningTask task) implements ProcessOwner {}

  /// A task of a run whose supervisor cannot be seen.
  record Hidden(ProcessSnapshot.Unseen unseen) implements ProcessOwner {}

  /// A task whose supervisor is dead.
  record Orphan(RunningTask task) implements ProcessOwner {}
}
