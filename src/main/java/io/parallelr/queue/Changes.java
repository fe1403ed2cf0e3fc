package io.parallelr.queue;

/// What is done when the file of a task changes while the task runs: somebody still wrote to it,
/// and the task may have seen half of it.
public enum Changes {
  /// The task counts as failed.
  FAIL,
  /// The file goes back into the queue, as often as supervisors may die over it.
  REQUEUE,
  /// Nothing: tasks are meant to change their files.
  IGNORE
}
