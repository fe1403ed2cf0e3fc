package io.parallelr.local;

import io.parallelr.engine.Backend;
import io.parallelr.engine.BackendDecorator;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import java.time.Duration;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes over tasks that still run though the supervisor that started them is dead, and runs
/// the others.
public final class Adoption implements BackendDecorator {
  private static final Logger log = LoggerFactory.getLogger(Adoption.class);

  private final LocalBackend local;
  private final Backend others;
  private final ConcurrentMap<String, Orphan> orphans;
  private final boolean runsUnknownAgain;

  /// @param others runs tasks that are not orphans
  /// @param orphans by the name of the task; more may be added as they are found
  /// @param runsUnknownAgain what to do when the end of an orphan cannot be determined: run the task
  ///   again, or report it as lost
  public Adoption(
      LocalBackend local,
      Backend others,
      ConcurrentMap<String, Orphan> orphans,
      boolean runsUnknownAgain) {
    this.local = local;
    this.others = others;
    this.orphans = orphans;
    this.runsUnknownAgain = runsUnknownAgain;
  }

  @Override
  public Backend backend() {
    return others;
  }

  @Override
  public Duration age(Task task) {
    var orphan = orphans.get(task.name());
    return orphan == null ? others.age(task) : orphan.startedAgo();
  }

  @Override
  public Execution run(Task task, int slot) {
    var orphan = orphans.remove(task.name());
    if (orphan == null) {
      return others.run(task, slot);
    }
    var ticker = local.conditions().ticker();
    long begin = ticker.nanos();
    log.info("slot {} adopts {} (process {})", slot, task.name(), orphan.leader().pid());
    Execution execution;
    try {
      execution = local.adopt(task, slot, orphan);
    } catch (RuntimeException e) {
      orphans.put(task.name(), orphan); // it still runs, and is not to be run again beside that
      throw e;
    }
    if (execution.outcome() instanceof Outcome.Lost && runsUnknownAgain) {
      log.warn("{}: its exit status is unknown; it is run again", task.name());
      var waited = Duration.ofNanos(ticker.nanos() - begin);
      return others.run(task, slot).after(waited);
    }
    return execution;
  }
}
