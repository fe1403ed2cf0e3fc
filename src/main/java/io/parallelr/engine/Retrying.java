package io.parallelr.engine;

import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// A plan whose tasks are given out again after a failure, as often as their [Task#retries()] say.
/// The plan inside sees only final results.
public final class Retrying implements Plan {
  private final Plan plan;
  private final Queue<Task> again = new ArrayDeque<>();

  public Retrying(Plan plan) {
    this.plan = plan;
  }

  @Override
  public Optional<Task> next() {
    var task = Optional.ofNullable(again.poll());
    return task.isPresent() ? task : plan.next();
  }

  @Override
  public void completed(TaskResult result) {
    if (result.isFinal()) {
      plan.completed(result);
    } else {
      again.add(result.task().nextAttempt());
    }
  }

  @Override
  public boolean isOpen() {
    return plan.isOpen();
  }
}
