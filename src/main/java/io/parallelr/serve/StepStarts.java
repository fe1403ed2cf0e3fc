package io.parallelr.serve;

import io.parallelr.engine.RunListener;
import io.parallelr.job.StepId;
import io.parallelr.store.JobStore;
import io.parallelr.store.StepRow;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes when attempts begin, and knows which steps run. For any threads.
final class StepStarts implements RunListener {
  private static final Logger log = LoggerFactory.getLogger(StepStarts.class);

  private final Map<Integer, StepId> running = new ConcurrentHashMap<>();
  private final Set<StepId> adopted = ConcurrentHashMap.newKeySet();
  private final JobStore store;

  /// @param adopted steps that an earlier server has started
  StepStarts(JobStore store, Set<StepId> adopted) {
    this.store = store;
    this.adopted.addAll(adopted);
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    var step = StepId.of(task);
    running.put(task.sequence(), step);
    try {
      if (!adopted.remove(step) || !hasBegun(step)) {
        store.started(step, when);
      }
    } catch (StoreException e) {
      // what the step's end leads to cannot be written either, which is what counts
      log.debug("{}: its start is not written: {}", step, Reason.of(e));
    }
  }

  private boolean hasBegun(StepId step) throws StoreException {
    return store.find(step.job())
        .flatMap(job -> job.step(step.step()))
        .flatMap(StepRow::started)
        .isPresent();
  }

  @Override
  public void finished(TaskResult result) {
    running.remove(result.task().sequence());
  }

  /// The step that runs as the task of a number.
  Optional<StepId> stepOf(int sequence) {
    return Optional.ofNullable(running.get(sequence));
  }
}
