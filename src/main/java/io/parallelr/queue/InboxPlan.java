package io.parallelr.queue;

import io.parallelr.engine.Plan;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// Tasks that are put in while others run, in that order. Always open: the run ends when it is
/// drained or cancelled.
public final class InboxPlan implements Plan {
  private final Queue<Task> tasks = new ArrayDeque<>();

  /// Puts a task in.
  void offer(Task task) {
    tasks.add(task);
  }

  @Override
  public Optional<Task> next() {
    return Optional.ofNullable(tasks.poll());
  }

  @Override
  public void completed(TaskResult result) {}

  @Override
  public boolean isOpen() {
    return true;
  }
}
