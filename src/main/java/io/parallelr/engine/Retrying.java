package io.parallelr.engine;

import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/// A plan whose tasks are given out again after a failure, as often as their [Task#retries()] say.
/// The plan inside sees only final results.
public final class Retrying implements Plan {
  private final Plan plan;
  private final Queue<Task> again = new ArrayDeque<>();
  /// Those that get the number of their slot put in, which may be another one next time.
  private final Map<Integer, Task> withSlots = new HashMap<>(); // by sequence, until they are over

  public Retrying(Plan plan) {
    this.plan = plan;
  }

  @Override
  public Optional<Task> next() {
    var task = Optional.ofNullable(again.poll()).or(plan::next);
    task.filter(t -> t.waitsForSlot() && !t.isLastAttempt())
        .ifPresent(t -> withSlots.put(t.sequence(), t));
    return task;
  }

  @Override
  public void completed(TaskResult result) {
    var given = Optional.ofNullable(withSlots.remove(result.task().sequence()))
        .orElse(result.task());
    if (result.isFinal()) {
      plan.completed(result);
    } else {
      again.add(given.nextAttempt());
    }
  }

  @Override
  public Optional<Task> withdraw(Task task) {
    var failed = again.stream().filter(t -> t.sequence() == task.sequence()).findFirst();
    failed.ifPresent(again::remove);
    return failed.or(() -> plan.withdraw(task));
  }

  @Override
  public boolean isOpen() {
    return plan.isOpen();
  }
}
