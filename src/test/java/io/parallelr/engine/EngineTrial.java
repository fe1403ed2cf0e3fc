package io.parallelr.engine;

import io.parallelr.batch.BatchPlan;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs engines, which are checked meanwhile, and notes what they tell.
final class EngineTrial {
  static final Outcome OK = new Outcome.Exited(0);
  static final Outcome BAD = new Outcome.Exited(1);

  final List<TaskResult> told = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger starts = new AtomicInteger();
  final RunListener listener = new RunListener() {
    @Override
    public void started(Task task, int slot, Instant when) {
      starts.incrementAndGet();
    }

    @Override
    public void finished(TaskResult result) {
      told.add(result);
    }
  };

  /// Runs tasks with retries.
  Engine.Ended run(Backend backend, int slots, List<Task> tasks) {
    return engine(backend, slots, Duration.ZERO, new StopPolicy.Never())
        .run(new Retrying(new BatchPlan(tasks)), listener);
  }

  static CheckedEngine engine(
      Backend backend,
      int slots,
      Duration delay,
      StopPolicy policy) {
    return new CheckedEngine(backend, new Engine.Limits(slots, delay), policy,
        InstantSource.system());
  }
}
